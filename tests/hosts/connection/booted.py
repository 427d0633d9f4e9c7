"""A connection of Ansible's to a booted host: what Ansible sends runs in a transient unit there, with the host's rights alone."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, Optional

from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: booted
short_description: A booted host of tests/hosts
description: Runs commands in transient units of a host that this machine booted.
author: The authors of agent-bootstrap
options:
  entering:
    description: The words before a command that is to run in the host's namespaces.
    type: list
    elements: str
    required: true
    vars:
      - name: booted_entering
"""

_UNIT = "systemd-run", "--wait", "--pipe", "--collect", "--quiet", "--setenv=HOME=/root", "--setenv=LANG=C.UTF-8"


class Connection(ConnectionBase):  # type: ignore[misc]  # mypy does not know Ansible
    transport = "booted"
    has_pipelining = True

    def _connect(self) -> Connection:
        self._connected = True
        return self

    def exec_command(
        self, cmd: str, in_data: Optional[bytes] = None, sudoable: bool = True
    ) -> tuple[int, bytes, bytes]:
        """Run a line of sh; as root, since who enters is."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        # systemd would find variables of its own in an argument.
        return self._run("sh", "-c", cmd.replace("$", "$$"), given=in_data or b"")

    def put_file(self, in_path: str, out_path: str) -> None:
        super().put_file(in_path, out_path)
        exit_code, _, errors = self._run("dd", "status=none", f"of={out_path}", given=Path(in_path).read_bytes())
        assert exit_code == 0, errors

    def fetch_file(self, in_path: str, out_path: str) -> None:
        super().fetch_file(in_path, out_path)
        exit_code, content, errors = self._run("cat", in_path)
        assert exit_code == 0, errors
        Path(out_path).write_bytes(content)

    def close(self) -> None:
        self._connected = False

    def _run(self, *command: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
        entering: Any = self.get_option("entering")
        done = subprocess.run([*entering, *_UNIT, *command], check=False, capture_output=True, input=given)
        return done.returncode, done.stdout, done.stderr
