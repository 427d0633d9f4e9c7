"""The .deb in the hands of the real dpkg, where no repository is reached and systemd does not run."""

from __future__ import annotations

import json
import re
from pathlib import Path

from builder import units
from tests.packages.conftest import NEXT, Built, build
from tests.packages.throw_away_root import Root

DPKGS_OWN = re.compile(
    r"/var/lib/dpkg/.*|/var/log/dpkg\.log|/var/lib/systemd/deb-systemd-helper-.*|/var/cache/man/.*|/var/cache/debconf/.*"
    r"|/root/agent-bootstrap_.*"
)
"""What dpkg and the triggers of other packages write, and the packages that these tests bring."""

SHIPPED = re.compile(
    r"/usr/bin/agent-bootstrap|/usr/lib/agent-bootstrap/.*|/usr/share/.*agent-bootstrap.*|/usr/lib/systemd/system/agent-bootstrap.*"
)
LINKS = {
    "/etc/systemd/system/multi-user.target.wants/agent-bootstrap.service",
    "/etc/systemd/system/multi-user.target.wants/agent-bootstrap-unconfigured.service",
    "/etc/systemd/system/paths.target.wants/agent-bootstrap.path",
}
"""What enabling makes."""


def changed(root: Root) -> set[str]:
    """What differs from the machine, dpkg's own notes left out."""
    return {name for name in root.changed() if not DPKGS_OWN.fullmatch(name)}


def byte_code(root: Root) -> int:
    return int(root.run("find /usr/lib/agent-bootstrap -name '*.pyc' | wc -l"))


def test_what_is_installed_runs(installed: Root) -> None:
    assert installed.run("agent-bootstrap version").startswith("agent-bootstrap ")
    assert "usage: agent-bootstrap" in installed.run("agent-bootstrap --help")
    example = "/usr/share/doc/agent-bootstrap/examples/agent-bootstrap.toml"
    assert f"{example}: good." in installed.run(f"agent-bootstrap config validate {example}")
    told, shipped = "agent-bootstrap config schema", "cat /usr/share/agent-bootstrap/settings.schema.json"
    assert json.loads(installed.run(told)) == json.loads(installed.run(shipped))


def test_all_that_the_example_offers_can_be_taken(installed: Root) -> None:
    example = "/usr/share/doc/agent-bootstrap/examples/agent-bootstrap.toml"
    installed.run(rf"sed 's/^#\([a-z\[]\)/\1/' {example} > /run/all.toml")
    assert "/run/all.toml: good." in installed.run("agent-bootstrap config validate /run/all.toml")
    assert "retention_days" in installed.run("grep -v '^#' /run/all.toml")


def test_the_absent_sandbox_is_told_of_in_a_sentence(installed: Root) -> None:
    assert "make sandbox" in installed.run("agent-bootstrap sandbox --fault dns-nxdomain", exit_code=4)
    assert "rehearse" not in installed.run("agent-bootstrap explain dns-nxdomain")


def test_a_server_without_settings_is_told_what_to_write(installed: Root) -> None:
    assert "Set region in /etc/agent-bootstrap/agent-bootstrap.toml" in installed.run(
        "agent-bootstrap check", exit_code=78
    )


def test_nothing_is_laid_down_outside_our_places(installed: Root) -> None:
    stray = {name for name in changed(installed) - LINKS if not SHIPPED.fullmatch(name)}
    assert stray == {"/run/all.toml"} & stray


def test_every_unit_with_an_install_section_is_enabled(installed: Root) -> None:
    assert units.find().enabled
    for unit in units.find().files:
        state = installed.run(f"systemctl is-enabled {unit.name} || true").strip()
        assert state == ("enabled" if unit.name in units.find().enabled else "static"), unit.name
    assert changed(installed) >= LINKS


def test_the_modules_of_the_host_and_of_the_caller_cannot_break_it(installed: Root) -> None:
    broken = "raise SystemError('the host has broken this')"
    for module in ("rich", "psutil", "requests", "sitecustomize", "argparse"):
        for place in ("/usr/lib/python3/dist-packages", "/run/own"):
            installed.run(f'mkdir -p {place}/{module} && echo "{broken}" > {place}/{module}/__init__.py')
    try:
        command = "cd /run/own && PYTHONPATH=/run/own PYTHONHOME=/nowhere agent-bootstrap check --region eu-west-1"
        assert "systemd-absent" in installed.run(command, exit_code=3)
        assert "the host has broken this" in installed.run("python3 -c 'import psutil' 2>&1", exit_code=1)
    finally:
        installed.run("cd /usr/lib/python3/dist-packages && rm -r rich psutil requests sitecustomize argparse /run/own")


def test_help_costs_less_than_eighty_milliseconds(installed: Root) -> None:
    """Of a processor, the best of ten: how busy the machine is must not count."""
    timed = (
        "import resource, subprocess\n"
        "def used():\n"
        "    seen = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "    return seen.ru_utime + seen.ru_stime\n"
        "best = 9.0\n"
        "for _ in range(10):\n"
        "    before = used()\n"
        "    subprocess.run(['agent-bootstrap', '--help'], stdout=subprocess.DEVNULL, check=True)\n"
        "    best = min(best, used() - before)\n"
        "print(best)"
    )
    assert float(installed.run(f'python3 -c "{timed}"')) < 0.08


def test_it_is_compiled_for_everybody_and_writes_no_byte_code_of_its_own(installed: Root) -> None:
    assert byte_code(installed) == int(installed.run("find /usr/lib/agent-bootstrap -name '*.py' | wc -l"))
    installed.run("setpriv --reuid=65534 --regid=65534 --clear-groups agent-bootstrap explain")
    assert installed.run("find /usr/lib/agent-bootstrap -name __pycache__ ! -perm 755").strip() == ""
    installed.run("/usr/lib/agent-bootstrap/byte-code remove && agent-bootstrap version && agent-bootstrap explain")
    assert byte_code(installed) == 0


def test_another_python_of_the_system_has_its_byte_code_made(installed: Root) -> None:
    installed.run("/usr/lib/agent-bootstrap/byte-code remove")
    # As python3-minimal does at an upgrade of the distribution: it brings /usr/bin/python3.
    installed.run(
        "mkdir -p /run/next/DEBIAN /run/next/usr/bin && cp -P /usr/bin/python3 /run/next/usr/bin/ &&"
        " printf 'Package: next-python\\nVersion: 1\\nArchitecture: all\\nMaintainer: a <a@b.invalid>\\nDescription: a\\n'"
        " > /run/next/DEBIAN/control && dpkg-deb --build /run/next /run/next.deb && dpkg -i --force-overwrite /run/next.deb"
    )
    assert byte_code(installed) > 0
    installed.run("rm -r /run/next /run/next.deb")


def test_the_life_of_a_package(root: Root, built: Built, tmp_path: Path) -> None:
    """Installed with a strict umask, switched off by the administrator, upgraded, downgraded, removed, back again, purged."""
    later = build(tmp_path / "later", "--architecture=amd64", "--family=deb", f"--version={NEXT}")
    root.run(f"umask 077; dpkg -i {root.bring(built.deb)}")
    assert root.run("find /usr/lib/agent-bootstrap ! -type l ! -perm -444").strip() == ""
    own = root.run("agent-bootstrap version")
    root.run("systemctl disable agent-bootstrap-unconfigured.service")

    gone = "/usr/lib/agent-bootstrap/gone"
    root.run(
        f"mkdir {gone} && touch {gone}/module.py && /usr/lib/agent-bootstrap/byte-code compile && rm {gone}/module.py"
    )
    root.run(f"dpkg -i {root.bring(later.deb)}")
    assert root.run("agent-bootstrap version") == f"agent-bootstrap {NEXT}\n" != own
    # Of a module that the later version lacks, no byte-code is left, which would keep dpkg from removing its directory.
    assert root.run(f"find {gone}").split() == [gone]
    root.run(f"rmdir {gone}")
    assert root.run("systemctl is-enabled agent-bootstrap-unconfigured.service || true").strip() == "disabled"

    assert "downgrading" in root.run(f"dpkg -i /root/{built.deb.name} 2>&1")
    assert root.run("agent-bootstrap version") == own
    assert byte_code(root) > 0

    root.run("mkdir -m 700 /var/lib/agent-bootstrap && touch /var/lib/agent-bootstrap/registration.json")
    root.run("echo 'region = \"eu-west-1\"' > /etc/agent-bootstrap/conf.d/site.toml && dpkg -r agent-bootstrap")
    kept = {"/var/lib/agent-bootstrap/registration.json", "/etc/agent-bootstrap/conf.d/site.toml"}
    assert changed(root) - LINKS == kept
    root.run("test ! -e /usr/lib/agent-bootstrap")

    root.run(f"dpkg -i /root/{built.deb.name}")
    assert "good." in root.run("agent-bootstrap config validate")
    root.run("dpkg -P agent-bootstrap")
    assert changed(root) == set()
    root.run("test ! -e /usr/lib/agent-bootstrap -a ! -e /etc/agent-bootstrap -a ! -e /var/lib/agent-bootstrap")


def test_a_purge_leaves_what_an_agent_goes_on_using(root: Root, built: Built) -> None:
    drop_in = "/etc/systemd/system/amazon-ssm-agent.service.d/50-agent-bootstrap.conf"
    credentials = "/etc/agent-bootstrap/cloudwatch-agent/credentials"
    # Unpacked, not configured: what a purge does is all the same, and nothing is compiled for it.
    root.run(f"dpkg --unpack {root.bring(built.deb)}")
    root.run(
        f"mkdir -p /var/lib/agent-bootstrap /var/cache/agent-bootstrap {Path(credentials).parent} {Path(drop_in).parent}"
    )
    root.run(
        f"cd /etc/agent-bootstrap && touch activation-code .hidden {credentials} /var/lib/agent-bootstrap/identity"
    )
    root.run(f"touch /usr/bin/amazon-ssm-agent && echo 'AWS_SHARED_CREDENTIALS_FILE={credentials}' > {drop_in}")
    root.run("dpkg -P agent-bootstrap")
    assert changed(root) == {"/usr/bin/amazon-ssm-agent", drop_in, credentials}
    root.run("test ! -e /var/lib/agent-bootstrap -a ! -e /var/cache/agent-bootstrap")
    root.run(f"dpkg --unpack /root/{built.deb.name} && rm /usr/bin/amazon-ssm-agent && dpkg -P agent-bootstrap")
    assert changed(root) == {drop_in}
    root.run("test ! -e /etc/agent-bootstrap")
