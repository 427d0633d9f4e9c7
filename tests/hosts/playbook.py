"""Plays the role agent_bootstrap with the real Ansible on a booted host, as its own playbook has it."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, Mapping, Sequence

from tests.hosts.case import CASES

CHECKOUT = CASES.parents[2]
ROLE = CHECKOUT / "packaging/ansible"
PROGRAMS = CHECKOUT / ".venvs/ansible/bin"
"""What `make .venvs/ansible/.ready` installs."""

_CONNECTIONS = Path(__file__).with_name("connection")
_RECAP = re.compile(r"^\S+\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Played:
    """How a play ended."""

    exit_code: int
    changed: int
    failed: int
    said: str


def play(entering: Sequence[str], inventory: Path, variables: Mapping[str, Any], *flags: str) -> Played:
    """Play it. `entering` is the way into the host, `inventory` a file that is written anew."""
    host = {**variables, "ansible_connection": "booted", "booted_entering": list(entering)}
    host.update(ansible_python_interpreter="/usr/bin/python3", ansible_user="root")
    inventory.write_text(json.dumps({"all": {"hosts": {"server": host}}}), encoding="utf-8")
    done = subprocess.run(
        [PROGRAMS / "ansible-playbook", "--inventory", inventory, *flags, ROLE / "playbook.yml"],
        check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(inventory.parent), "LANG": "C.UTF-8",
            "ANSIBLE_CONNECTION_PLUGINS": str(_CONNECTIONS), "ANSIBLE_PIPELINING": "1",
        },
    )  # fmt: skip
    said = done.stdout + done.stderr
    recap = _RECAP.search(said)
    assert recap, said
    return Played(done.returncode, int(recap[1]), int(recap[3]), said)
