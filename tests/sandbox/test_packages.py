"""Packages in every condition in which a server may have them, from every source, in the closed network."""

from __future__ import annotations

import json
import shutil

import pytest

from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.world import CLOUDWATCH_AGENT_VERSION, INTRANET, SITE_DOMAIN, SSM_AGENT_VERSION
from tests.sandbox.conftest import Sandbox

SSM = f"{DIRECTORY}/packages/amazon-ssm-agent.deb"
CLOUDWATCH = f"{DIRECTORY}/packages/amazon-cloudwatch-agent.deb"

FROM_DIRECTORY = (
    "--set", "ssm_agent.source=/srv/agents", "--set", "cloudwatch_agent.source=/srv/agents",
)  # fmt: skip

NEWER = f"""
dpkg-deb --raw-extract {SSM} /tmp/newer
sed -i 's/^Version: .*/Version: 9.9.9.0-1/' /tmp/newer/DEBIAN/control
dpkg-deb --root-owner-group -Zgzip --build /tmp/newer /tmp/newer.deb
dpkg --install /tmp/newer.deb
"""

MIRROR = f"""
cat > /tmp/mirror.py <<'END'
import functools, http.server, pathlib, ssl, trustme
authority = trustme.CA()
bundle = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
text = bundle.read_bytes() + authority.cert_pem.bytes()
bundle.write_bytes(text)
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="{DIRECTORY}/objects")
server = http.server.ThreadingHTTPServer(("{INTRANET}", 443), handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
authority.issue_cert("mirror.{SITE_DOMAIN}").configure_cert(context)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(flush=True)
server.serve_forever()
END
$(head -1 /usr/local/bin/agent-bootstrap | cut -c3-) /tmp/mirror.py > /tmp/mirror.ready 2> /tmp/mirror.log &
until [ -s /tmp/mirror.ready ]; do sleep 0.05; done
"""
"""A plain web server of the site, with an authority of its own that the system trusts; what it serves AWS's bucket has, too."""


def test_a_snap_is_adopted_and_never_doubled(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap --json --timeout 30s
        echo -----
        before=$(systemctl show snap.amazon-ssm-agent.amazon-ssm-agent.service --property=MainPID)
        agent-bootstrap bootstrap --json --timeout 30s
        echo -----
        test "$before" = "$(systemctl show snap.amazon-ssm-agent.amazon-ssm-agent.service --property=MainPID)"
        dpkg-query -W -f '${db:Status-Status}' amazon-ssm-agent || true
        test -e /usr/bin/amazon-ssm-agent && echo doubled
        true
        """,
        "--fault", "ssm-agent-as-snap",
    )  # fmt: skip
    assert ended.exit_code == 0, ended.output + ended.errors
    first, second, left = ended.output.split("-----")
    found = {entry["step"]: entry for entry in json.loads(first)["findings"]}
    assert found["ssm_agent.package"]["status"] == "ok"
    assert found["ssm_agent.package"]["facts"] == {"installed": SSM_AGENT_VERSION, "snap": True}
    assert "snap.amazon-ssm-agent" in found["ssm_agent.service"]["reason"]
    assert {entry["status"] for entry in json.loads(second)["findings"]} == {"ok"}
    assert "installed" not in left
    assert "doubled" not in left


@pytest.mark.parametrize(
    ("state", "script"),
    [
        ("unpacked", f"dpkg --unpack {SSM}"),
        (
            "half-configured",
            f"dpkg --unpack {SSM}; postinst=/var/lib/dpkg/info/amazon-ssm-agent.postinst; cp -p $postinst /tmp\n"
            "printf '#!/bin/sh\\nexit 1\\n' > $postinst; dpkg --configure amazon-ssm-agent || true; cp -p /tmp/*.postinst $postinst",
        ),
        (
            "half-installed",
            f"dpkg --unpack {SSM}\nsed -i '/^Package: amazon-ssm-agent$/,/^$/s/^Status: .*/Status: install ok half-installed/'"
            " /var/lib/dpkg/status",
        ),
        (
            "to be installed again",
            f"dpkg --unpack {SSM}\nsed -i '/^Package: amazon-ssm-agent$/,/^$/s/^Status: .*/Status: install reinstreq unpacked/'"
            " /var/lib/dpkg/status",
        ),
    ],
)
def test_what_dpkg_left_halfway_is_repaired(shell: Sandbox, state: str, script: str) -> None:
    ended = shell(
        f"""
        {{ {script}
        }} >&2
        agent-bootstrap plan --json > /tmp/plan.json || true
        agent-bootstrap bootstrap --json --timeout 30s > /tmp/report.json
        cat /tmp/plan.json; echo -----; cat /tmp/report.json; echo -----
        dpkg-query -W -f '${{db:Status-Abbrev}}' amazon-ssm-agent; dpkg --audit
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    plan, report, afterwards = ended.output.split("-----")
    planned = next(entry for entry in json.loads(plan)["findings"] if entry["step"] == "ssm_agent.package")
    assert planned["facts"] == {"state": state}
    kept = next(entry for entry in json.loads(report)["findings"] if entry["step"] == "ssm_agent.package")
    assert kept["status"] == "changed"
    assert afterwards.strip() == "ii"


def test_a_cloudwatch_agent_that_dpkg_left_halfway_is_repaired(shell: Sandbox) -> None:
    ended = shell(
        f"""
        dpkg --unpack {CLOUDWATCH} >&2
        agent-bootstrap bootstrap --json --timeout 30s
        dpkg-query -W -f '${{db:Status-Abbrev}}' amazon-cloudwatch-agent >&2; dpkg --audit >&2
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    assert ended.finding("cloudwatch_agent.package")["status"] == "changed"
    assert ended.errors.rstrip().endswith("ii")


def test_a_held_lock_is_waited_for_and_its_holder_named(shell: Sandbox) -> None:
    ended = shell(
        """
        python3 -c 'import fcntl, time; open("/proc/self/comm", "w").write("unattended-upgr");
file = open("/var/lib/dpkg/lock-frontend", "w"); fcntl.lockf(file, fcntl.LOCK_EX); print(flush=True); time.sleep(9)' > /tmp/held &
        until [ -s /tmp/held ]; do sleep 0.05; done
        agent-bootstrap bootstrap --timeout 60s
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    assert "dpkg is locked by unattended-upgr (process " in ended.output
    assert "[package-manager-busy]" not in ended.output


def test_a_lock_that_stays_names_its_holder_in_the_problem(sandbox: Sandbox) -> None:
    ended = sandbox(
        "--fault", "package-manager-busy", "--", "agent-bootstrap", "bootstrap", "--json", "--timeout", "1s"
    )  # fmt: skip
    briefs = {problem["brief"].partition(" (process ")[0] for problem in ended.problems()}
    assert {brief.rstrip("0123456789.") for brief in briefs} == {"dpkg is locked by python"}, ended.errors


def test_a_directory_and_no_s3_at_all_are_enough(shell: Sandbox) -> None:
    ended = shell(
        f"""
        mkdir /srv/agents; cp {DIRECTORY}/packages/*.deb {DIRECTORY}/packages/*.deb.sig /srv/agents
        agent-bootstrap bootstrap --json --timeout 30s {" ".join(FROM_DIRECTORY)}
        """,
        "--fault", "s3-unavailable",
    )  # fmt: skip
    assert ended.exit_code == 0, ended.output + ended.errors
    steps = [entry["step"] for entry in ended.report["findings"]]
    assert "network.reaches/s3" not in steps
    assert ended.finding("ssm_agent.package")["facts"]["installed"].startswith(SSM_AGENT_VERSION)
    served = ended.finding("network.serves_objects/amazon-ssm-eu-west-1")
    assert served["facts"]["address"] == "/srv/agents/amazon-ssm-agent.deb"


def test_what_comes_from_a_directory_is_verified_like_all_else(shell: Sandbox) -> None:
    ended = shell(
        f"""
        mkdir /srv/agents; cp {DIRECTORY}/packages/*.deb {DIRECTORY}/packages/*.deb.sig /srv/agents
        echo >> /srv/agents/amazon-ssm-agent.deb
        set +e; agent-bootstrap bootstrap --json --timeout 1s {" ".join(FROM_DIRECTORY)}; code=$?
        dpkg-query -W amazon-ssm-agent >&2; exit $code
        """
    )
    assert [problem["code"] for problem in ended.problems()] == ["signature-bad"], ended.errors
    assert "no packages found" in ended.errors


def test_a_mirror_with_the_buckets_layout_serves_both_agents(shell: Sandbox) -> None:
    ended = shell(
        f"""
        {MIRROR}
        agent-bootstrap bootstrap --json --timeout 30s \\
            --set ssm_agent.source=https://mirror.{SITE_DOMAIN}/amazon-ssm-eu-west-1 \\
            --set cloudwatch_agent.source=https://mirror.{SITE_DOMAIN}/amazoncloudwatch-agent-eu-west-1/
        grep --count 'GET .*deb' /tmp/mirror.log >&2
        """,
        "--fault", "s3-unavailable",
    )  # fmt: skip
    assert ended.exit_code == 0, ended.output + ended.errors
    assert ended.finding("ssm_agent.package")["facts"]["installed"].startswith(SSM_AGENT_VERSION)
    assert ended.finding("cloudwatch_agent.package")["status"] == "changed"


def test_a_newer_version_stays_unless_an_older_one_is_pinned(shell: Sandbox) -> None:
    ended = shell(
        f"""
        {{ {NEWER} }} >&2
        agent-bootstrap bootstrap --json --timeout 30s
        echo -----
        agent-bootstrap bootstrap --json --timeout 30s --set ssm_agent.version={SSM_AGENT_VERSION}
        """.replace(f"{{ {NEWER} }}", f"{{ {NEWER}\n}}")
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    found = [
        next(entry for entry in json.loads(report)["findings"] if entry["step"] == "ssm_agent.package")
        for report in ended.output.split("-----")
    ]
    assert [(entry["status"], entry["facts"]["installed"].split("-")[0]) for entry in found] == [
        ("ok", "9.9.9.0"),
        ("changed", SSM_AGENT_VERSION),
    ]


def test_a_key_in_keys_d_signs_nothing_until_its_fingerprint_is_named(shell: Sandbox) -> None:
    ended = shell(
        f"""
        {{ export GNUPGHOME=$(mktemp --directory /tmp/gpg-XXXXXX)
        gpg="gpg --batch --quiet --yes --pinentry-mode loopback --passphrase="
        $gpg --quick-generate-key stranger rsa2048 sign never
        $gpg --armor --export > /etc/agent-bootstrap/keys.d/stranger.asc
        key=$($gpg --with-colons --list-keys | sed -n 's/^fpr:*\\([0-9A-F]*\\):$/\\1/p')
        $gpg --detach-sign --output - {SSM} > /tmp/sig; cat /tmp/sig > {SSM}.sig; gpgconf --kill all; }} >&2
        agent-bootstrap keys list --json
        echo -----
        agent-bootstrap bootstrap --json --timeout 1s || true
        echo -----
        sed -i "/^.ssm_agent/,/^trusted_keys/s/^trusted_keys.*/trusted_keys = [\\"$key\\"]/" /etc/agent-bootstrap/agent-bootstrap.toml
        agent-bootstrap bootstrap --json --timeout 30s
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    listed, refused, accepted = map(json.loads, ended.output.split("-----"))
    (stranger,) = [key for key in listed if key["source"].endswith("stranger.asc")]
    assert (stranger["agent"], stranger["trusted_by"], stranger["expires"]) == (None, None, None)
    assert "2027-11-25" in {str(key["expires"])[:10] for key in listed if key["source"] == "shipped"}
    problems = [entry["problem"] for entry in refused["findings"] if entry["problem"]]
    assert [problem["code"] for problem in problems] == ["signature-unknown-key"]
    assert stranger["fingerprint"] in problems[0]["brief"]
    assert accepted["exit_code"] == 0


def test_an_agent_that_systems_manager_installs_is_waited_for_and_taken_as_it_is(shell: Sandbox) -> None:
    ended = shell(
        f"""
        (sleep 6; until dpkg --install {CLOUDWATCH}; do sleep 1; done) >&2 &
        agent-bootstrap bootstrap --json --timeout 40s --set cloudwatch_agent.install=wait --set cloudwatch_agent.version=1.1.1b1
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    package = ended.finding("cloudwatch_agent.package")
    assert package["status"] == "ok"
    assert package["facts"]["installed"].startswith(CLOUDWATCH_AGENT_VERSION)
    assert not [entry for entry in ended.report["findings"] if "serves_objects/amazoncloudwatch" in entry["step"]]


@pytest.mark.skipif(shutil.which("rpmbuild") is None, reason="rpmbuild is not installed")
def test_headers_without_a_signature_are_no_obstacle_where_rpm_demands_one(shell: Sandbox) -> None:
    ended = shell(
        f"""
        echo '%_pkgverify_level all' >> /etc/rpm/macros
        rpm --install {DIRECTORY}/packages/amazon-ssm-agent.rpm >&2 && exit 99
        agent-bootstrap bootstrap --json --timeout 30s
        """,
        "--family", "rpm",
    )  # fmt: skip
    assert ended.exit_code == 0, ended.output + ended.errors
    assert "does not verify" in ended.errors
    assert ended.finding("cloudwatch_agent.package")["status"] == "changed"
