"""The role for Ansible, played with the real Ansible on booted hosts."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from typing import Iterator, Mapping

import pytest

from agent_bootstrap.sandbox.faults import world_with
from agent_bootstrap.sandbox.world import ACTIVATION_CODE, ACTIVATION_ID
from tests.hosts import playbook, roots, supplies
from tests.hosts.booted import BootedHost
from tests.hosts.playbook import Played, play

if not (playbook.PROGRAMS / "ansible-playbook").exists():
    _MISSING = "there is no Ansible here: make .venvs/ansible/.ready installs it, with Python 3.11 or later"
    assert not os.environ.get("CI"), _MISSING
    pytest.skip(_MISSING, allow_module_level=True)

pytestmark = pytest.mark.timeout(900)
"""Five plays took nine minutes on a machine with ten times the work that it could do."""


class Server:
    """One booted host and its line in an inventory."""

    def __init__(self, host: BootedHost, supplied: Path, inventory: Path) -> None:
        self.host = host
        self._supplied = supplied
        self._inventory = inventory

    def trust_the_stand_ins(self) -> None:
        """The site's own files beside the role's."""
        keys = self._supplied / supplies.KEYS
        files = [path for path in keys.rglob("*") if path.is_file()]
        self.host.write(
            {
                f"/etc/agent-bootstrap/{file.relative_to(keys)}": (file.read_text(encoding="utf-8"), 0o644)
                for file in files
            }
        )

    def play(self, *flags: str, **others: object) -> Played:
        variables = {
            "agent_bootstrap_package": str(self._supplied / supplies.PRODUCT / "agent-bootstrap.deb"),
            "agent_bootstrap_region": "eu-west-1",
            "agent_bootstrap_activation_id": ACTIVATION_ID,
            "agent_bootstrap_activation_code": ACTIVATION_CODE,
            "agent_bootstrap_settings": SETTINGS,
            "agent_bootstrap_timeout": 120,
        }
        return play(self.host.entering(), self._inventory, {**variables, **others}, *flags)

    def prints(self, script: str) -> str:
        ended = self.host.run(script)
        assert ended.exit_code == 0, ended.errors
        return ended.output.strip()


SETTINGS: Mapping[str, object] = {
    "daemon": {"local_interval": 1},
    "cloudwatch_agent": {
        "metrics": {"level": "standard", "namespace": "OnPremises/Linux"},
        # Quotes and backslashes must reach the file as they are.
        "logs": [{"file": "/var/log/dpkg.log", "group": "/on-premises/dpkg", "multi_line_start": r'^"?\d{4}-'}],
    },
}


@contextlib.contextmanager
def server(release: str, supplied: Path, directory: Path, *faults: str) -> Iterator[Server]:
    supplies.bring(supplied, directory)
    (directory / "world.json").write_text(world_with(faults).to_json(), encoding="utf-8")
    with BootedHost(roots.root(release), directory, supplied / supplies.PRODUCT, "1g") as host:
        yield Server(host, supplied, directory / "inventory.json")


def assert_kept(server: Server, keeper: str) -> None:
    """That the role has left the server as it says."""
    server.prints("agent-bootstrap status")
    assert server.prints("stat -c '%a %U' /etc/agent-bootstrap/activation-code") == "600 root"
    multi_line_start = server.prints("agent-bootstrap config show --json | grep multi_line_start")
    assert multi_line_start == r'"multi_line_start": "^\"?\\d{4}-"', multi_line_start
    daemon = server.prints("systemctl is-enabled agent-bootstrap.service agent-bootstrap.path || true").split()
    assert daemon == ["enabled" if keeper == "daemon" else "disabled"] * 2
    assert sum(call["operation"] == "RegisterManagedInstance" for call in server.host.calls()) == 1


@pytest.mark.parametrize("release", ["11", "13"])
def test_the_daemon_makes_a_server_a_managed_node_and_a_second_play_changes_nothing(
    release: str, supplied: Path, tmp_path: Path
) -> None:
    with server(release, supplied, tmp_path) as fresh:
        fresh.trust_the_stand_ins()
        first = fresh.play()
        assert (first.failed, first.changed > 0) == (0, True), first.said
        second = fresh.play()
        assert (second.failed, second.changed) == (0, 0), second.said
        assert_kept(fresh, "daemon")
        assert ACTIVATION_CODE not in first.said + second.said


def test_check_mode_says_what_would_change_before_and_after_a_run_has_done_it(supplied: Path, tmp_path: Path) -> None:
    with server("12", supplied, tmp_path) as one:
        looked = one.play("--check", "--diff", agent_bootstrap_keeper="run")
        assert (looked.failed, looked.changed > 0) == (0, True), looked.said
        assert one.prints("ls -d /etc/agent-bootstrap /usr/bin/agent-bootstrap 2>&1 | grep -c 'No such file'") == "2"

        one.trust_the_stand_ins()
        first = one.play(agent_bootstrap_keeper="run")
        assert (first.failed, first.changed > 0) == (0, True), first.said
        second = one.play("--diff", agent_bootstrap_keeper="run")
        assert (second.failed, second.changed) == (0, 0), second.said
        looked = one.play("--check", "--diff", agent_bootstrap_keeper="run")
        assert (looked.failed, looked.changed) == (0, 0), looked.said
        assert_kept(one, "run")

        one.prints("systemctl stop amazon-ssm-agent")
        others = {"cloudwatch_agent": {"metrics": {"level": "basic"}}}
        looked = one.play("--check", "--diff", agent_bootstrap_keeper="run", agent_bootstrap_settings=others)
        # The drop-in; and the server, whose agent stands still, and whose other agent has another configuration.
        assert (looked.failed, looked.changed) == (0, 2), looked.said
        assert "\n-ssm_agent.service: " in looked.said, looked.said
        assert "\n-cloudwatch_agent.configuration: " in looked.said, looked.said
        one.prints("! systemctl is-active amazon-ssm-agent")
        one.prints("grep 'level = \"standard\"' /etc/agent-bootstrap/conf.d/50-ansible.toml")


def test_what_a_person_must_mend_is_told_with_its_remedy(supplied: Path, tmp_path: Path) -> None:
    with server("12", supplied, tmp_path, "activation-expired") as late:
        late.trust_the_stand_ins()
        mistaken = late.play(agent_bootstrap_settings={"cloudwatch_agent": {"level": "basic"}})
        assert mistaken.failed == 1
        assert "cloudwatch_agent.level" in mistaken.said, mistaken.said
        late.prints("test ! -e /etc/agent-bootstrap/conf.d/50-ansible.toml")

        expired = late.play()
        assert expired.failed == 1, expired.said
        assert "[activation-expired] (aws-account must act): Create a new activation" in expired.said, expired.said
        assert ACTIVATION_CODE not in expired.said

        late.host.change(world_with(["dns-public-address"]))
        looked = late.play("--check")
        assert looked.failed == 1, looked.said
        assert "[dns-public-address] (dns must act): Forward the name's zone" in looked.said, looked.said


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"agent_bootstrap_keeper": "cron"}, "value of agent_bootstrap_keeper must be one of: daemon, run"),
        ({"agent_bootstrap_timeout": "soon"}, "agent_bootstrap_timeout"),
        ({"agent_bootstrap_activation_id": None}, "missing required arguments: agent_bootstrap_activation_id"),
        ({"agent_bootstrap_settings": "basic"}, "agent_bootstrap_settings"),
    ],
)
def test_a_wrong_argument_is_refused_before_the_server_is_touched(
    wrong: Mapping[str, object], told: str, tmp_path: Path
) -> None:
    variables = {"agent_bootstrap_region": "eu-west-1", "agent_bootstrap_activation_id": ACTIVATION_ID, **wrong}
    given = {name: value for name, value in variables.items() if value is not None}
    # Who tried to enter would find no such program.
    played = play(["/nowhere"], tmp_path / "inventory.json", given)
    assert (played.failed, played.changed) == (1, 0), played.said
    assert told in played.said
    assert "nowhere" not in played.said


def test_the_role_has_the_manners_of_production(tmp_path: Path) -> None:
    done = subprocess.run(
        [playbook.PROGRAMS / "ansible-lint", "--nocolor", "--project-dir", playbook.ROLE, playbook.ROLE],
        check=False, capture_output=True, text=True, cwd=playbook.ROLE,
        env={"PATH": f"{playbook.PROGRAMS}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "production" in done.stderr, done.stderr
