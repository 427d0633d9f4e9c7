"""The first process inside the walls: puts the closed network together, then runs the command as its init."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from agent_bootstrap.host import trust_store
from agent_bootstrap.sandbox import distribution, furniture, hardware, init, network, root_filesystem, supplies
from agent_bootstrap.sandbox.agents import package_tree, packages
from agent_bootstrap.sandbox.enclosure import INSIDE_MARK, Plan

_PASSED_ON = ("TERM", "COLUMNS", "LINES", "LANG", "NO_COLOR", "FORCE_COLOR")
"""What the command inside sees of the caller's environment. The rest, and AWS_* above all, describes another machine."""


def main(plan: Plan) -> int:
    """Build the world, run the command in it, return its exit code."""
    root_filesystem.enter(plan.directory)
    network.build()
    meeting = furniture.directory()
    (meeting / "world.json").write_text(plan.world.to_json(), encoding="utf-8")
    supplied = supplies.bring(plan.family, meeting)
    aws = _start_aws_side()
    built = meeting / supplies.PACKAGES
    if not supplied:
        packages.build(package_tree.this_interpreter(), plan.family, built)
    packages.publish(built, plan.family, meeting / "objects")
    _settle_in(plan.family, built)
    _wait_until_ready(aws)
    furniture.trust(meeting / "ca.pem", Path(trust_store.bundle()))
    return init.run(plan.command, _environment(), directory=meeting)


def _settle_in(family: str, built: Path) -> None:
    """Make the server a fresh one of its family, with settings and this program."""
    subprocess.run(["hostname", "sandbox"], check=True)
    hardware.install()
    furniture.furnish()
    if family != distribution.family_of_this_machine():
        distribution.become_rpm(built / packages.SHELL)
    furniture.configure(built)
    furniture.install_this_program()
    init.install_programs(Path("/"), sys.executable)


def _start_aws_side() -> subprocess.Popen[str]:
    module = "agent_bootstrap.sandbox.aws_side"
    return subprocess.Popen([sys.executable, "-m", module], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)


def _wait_until_ready(aws: subprocess.Popen[str]) -> None:
    assert aws.stdout is not None
    if aws.stdout.readline() != "ready\n":
        raise RuntimeError("the AWS side of the sandbox did not start; its words are above")


def _environment() -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        INSIDE_MARK: "1",
    }


if __name__ == "__main__":
    sys.exit(main(Plan.from_text(sys.argv[1])))
