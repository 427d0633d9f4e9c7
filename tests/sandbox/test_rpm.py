"""A server whose packages are .rpm: the real rpm and rpmbuild, in the closed network.

How far this is from a real RPM distribution: os-release, the place of the trust store and the package database are those
of Rocky Linux 9, and so is what the product does with them. Everything else stays this machine's: its rpm (Debian's
prints a warning of its own), its libraries, its file system layout. The database knows of one package beside the agents,
so no dependency can fail as it might there. Nothing is said about SELinux, dnf, crypto policies, subscription managers,
or the scripts and header signatures of Amazon's own packages.
"""

from __future__ import annotations

import json
import shutil

import pytest

from agent_bootstrap.sandbox.world import SSM_AGENT_VERSION
from tests.sandbox.conftest import Sandbox

pytestmark = pytest.mark.skipif(shutil.which("rpmbuild") is None, reason="rpmbuild is not installed")

FAMILY = ("--family", "rpm")

HOLD_THE_LOCK = (
    'python3 -c \'import fcntl, time; file = open("/var/lib/rpm/.rpm.lock", "r+");'
    " fcntl.lockf(file, fcntl.LOCK_EX); print(flush=True); time.sleep(60)' > /tmp/held & "
    "until [ -s /tmp/held ]; do sleep 0.05; done"
)
"""A record lock on the whole file, as rpm's own transactions take it."""


def test_a_server_converges_and_a_second_run_changes_nothing(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap --json
        echo; echo -----
        agent-bootstrap bootstrap --json
        echo; echo -----
        rpm --query amazon-ssm-agent amazon-cloudwatch-agent
        """,
        *FAMILY,
    )
    assert ended.exit_code == 0, ended.errors
    first, second, installed = ended.output.split("-----\n")
    statuses = {entry["step"]: entry["status"] for entry in json.loads(first)["findings"]}
    assert statuses["ssm_agent.package"] == statuses["cloudwatch_agent.package"] == "changed"
    assert json.loads(first)["host"]["distribution"].startswith("Rocky Linux")
    assert {entry["status"] for entry in json.loads(second)["findings"]} == {"ok"}
    assert [name.rsplit("-", 2)[0] for name in installed.split()] == ["amazon-ssm-agent", "amazon-cloudwatch-agent"]


def test_a_pinned_version_is_installed(shell: Sandbox) -> None:
    ended = shell(f"agent-bootstrap bootstrap --json --set ssm_agent.version={SSM_AGENT_VERSION}", *FAMILY)
    assert ended.exit_code == 0, ended.errors
    assert ended.finding("ssm_agent.package")["facts"]["installed"].startswith(SSM_AGENT_VERSION)


def test_a_package_that_is_older_than_the_installed_one_replaces_it(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2
        cd /tmp; printf '%s\\n' 'Name: amazon-ssm-agent' 'Version: 9.9.9.0' 'Release: 1' 'Summary: newer' \\
            'License: none' '%description' '%files' > newer.spec
        rpmbuild -bb --quiet --define '_rpmdir /tmp/out' newer.spec >&2
        rpm --upgrade --noscripts out/*/*.rpm
        agent-bootstrap bootstrap --json --set ssm_agent.version={SSM_AGENT_VERSION}
        """,
        *FAMILY,
    )
    assert ended.exit_code == 0, ended.errors
    package = ended.finding("ssm_agent.package")
    assert (package["status"], package["facts"]["installed"].split("-")[0]) == ("changed", SSM_AGENT_VERSION)


def test_a_bad_signature_is_named_and_nothing_is_installed(shell: Sandbox) -> None:
    ended = shell(
        """
        set +e; agent-bootstrap bootstrap --json --timeout 3s; code=$?
        rpm --query amazon-ssm-agent >&2 && echo installed >&2
        exit $code
        """,
        *FAMILY, "--fault", "signature-bad",
    )  # fmt: skip
    assert [problem["code"] for problem in ended.problems()] == ["signature-bad"], ended.errors
    assert "package amazon-ssm-agent is not installed" in ended.errors
    assert ended.exit_code == 4


def test_a_copy_that_broke_off_is_told_from_a_bad_signature(shell: Sandbox) -> None:
    ended = shell("agent-bootstrap bootstrap --json --timeout 1s || exit $?", *FAMILY, "--fault", "package-incomplete")
    assert [problem["code"] for problem in ended.problems()] == ["package-incomplete"], ended.errors


def test_a_held_lock_is_named(shell: Sandbox) -> None:
    ended = shell(f"{HOLD_THE_LOCK}; set +e; agent-bootstrap bootstrap --json --timeout 3s; exit $?", *FAMILY)
    assert {problem["code"] for problem in ended.problems()} == {"package-manager-busy"}, ended.errors
    assert {problem["brief"].partition(" (process ")[0] for problem in ended.problems()} == {"rpm is locked by python3"}
    assert ended.exit_code == 1


def test_a_lock_is_waited_for(shell: Sandbox) -> None:
    ended = shell(
        f"""
        {HOLD_THE_LOCK}; holder=$!
        (until grep -q 'rpm is locked by' /tmp/told; do sleep 0.1; done; kill $holder) &
        agent-bootstrap bootstrap --timeout 60s | tee /tmp/told
        """,
        *FAMILY,
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    assert "rpm is locked by python3 (process " in ended.output
    assert "[package-manager-busy]" not in ended.output


def test_without_rpmbuild_it_says_what_to_install(shell: Sandbox) -> None:
    ended = shell("rm -f $(command -v rpmbuild); env -u AGENT_BOOTSTRAP_SANDBOX agent-bootstrap sandbox --family rpm")
    assert ended.exit_code != 0
    assert "rpmbuild" in ended.errors
    assert "install the package rpm" in ended.errors
