"""The recipes of docs/how-to/configuration-management.md that can be run here, on booted hosts."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Mapping

import yaml

from agent_bootstrap.sandbox.world import ACTIVATION_CODE, ACTIVATION_ID, World
from tests.hosts import roots, supplies
from tests.hosts.booted import BootedHost
from tests.hosts.case import CASES

PAGE = CASES.parents[2] / "docs/how-to/configuration-management.md"
EXAMPLES = re.findall(
    r"<!-- example: (\S+) -->\n```\w+\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)

OURS: Mapping[str, str] = {
    "3c5d2f0e-8a91-4b7e-9d53-1f2a6b7c8d90": ACTIVATION_ID,
    "s3cr3tActivationCode1": ACTIVATION_CODE,
    "/srv/agent-bootstrap_0.1.0_amd64.deb": "/packages/agent-bootstrap.deb",
    # The closed network has no mirror.
    'curl, -fsS, -o, /root/agent-bootstrap.deb, "https://mirror.corp.example/agent-bootstrap_0.1.0_amd64.deb"':
        "cp, /packages/agent-bootstrap.deb, /root/agent-bootstrap.deb",
}  # fmt: skip
"""What the page says, and what a booted host has instead."""


def recipe(name: str) -> str:
    """As it stands on the page, but for `OURS`. Raises KeyError."""
    text: str = dict(EXAMPLES)[name]
    for theirs, ours in OURS.items():
        text = text.replace(theirs, ours)
    return text


def host(supplied: Path, directory: Path) -> BootedHost:
    """A new one that will trust the stand-in agents."""
    supplies.bring(supplied, directory)
    (directory / "world.json").write_text(World().to_json(), encoding="utf-8")
    return BootedHost(roots.root("12"), directory, supplied / supplies.PRODUCT, "1g")


def trust_the_stand_ins(one: BootedHost, supplied: Path) -> None:
    keys = supplied / supplies.KEYS
    files = [path for path in keys.rglob("*") if path.is_file()]
    one.write({f"/etc/agent-bootstrap/{path.relative_to(keys)}": (path.read_text(), 0o644) for path in files})


def assert_managed(one: BootedHost) -> None:
    status = one.run("agent-bootstrap status && systemctl is-active agent-bootstrap amazon-ssm-agent")
    assert status.exit_code == 0, status.output + status.errors
    assert sum(call["operation"] == "RegisterManagedInstance" for call in one.calls()) == 1


def test_every_tool_has_its_recipe() -> None:
    assert [name for name, _ in EXAMPLES] == ["ansible", "puppet", "chef", "cloud-init", "script"]
    assert all(theirs in PAGE.read_text(encoding="utf-8") for theirs in OURS)


def test_the_script_makes_a_server_a_managed_node_and_a_second_run_of_it_changes_nothing(
    supplied: Path, tmp_path: Path
) -> None:
    with host(supplied, tmp_path) as one:
        trust_the_stand_ins(one, supplied)
        one.write({"/root/recipe": (recipe("script"), 0o700), "/root/activation-code": (f"{ACTIVATION_CODE}\n", 0o600)})
        first = one.run("/root/recipe")
        assert first.exit_code == 0, first.output + first.errors
        processes = "systemctl show --property=MainPID agent-bootstrap amazon-ssm-agent amazon-cloudwatch-agent"
        before = one.run(processes).output
        one.run("rm /root/activation-code")
        second = one.run("/root/recipe")
        assert second.exit_code == 0, second.output + second.errors
        assert one.run(processes).output == before
        assert_managed(one)


def test_what_cloud_init_writes_and_runs_makes_a_server_a_managed_node(supplied: Path, tmp_path: Path) -> None:
    said = yaml.safe_load(recipe("cloud-init"))
    with host(supplied, tmp_path) as one:
        trust_the_stand_ins(one, supplied)
        one.write(
            {file["path"]: (file["content"], int(file.get("permissions", "0644"), 8)) for file in said["write_files"]}
        )
        # As cloud-init does: one after the other, in a script of sh.
        ran = one.run("\n".join(map(shlex.join, said["runcmd"])))
        assert ran.exit_code == 0, ran.output + ran.errors
        assert_managed(one)
