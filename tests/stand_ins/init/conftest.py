"""A machine for each test: a root directory of its own, our PID 1 as a process, and the two programs to talk to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Iterator, Optional

import pytest

import agent_bootstrap
from agent_bootstrap.sandbox.init import programs

_START = """
import os, sys
from pathlib import Path
from agent_bootstrap.sandbox.init import run
directory, root, *command = sys.argv[1:]
sys.exit(run(command, os.environ, directory=Path(directory), root=Path(root)))
"""


class Machine:
    """The machine and what a test does with it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.directory = root / "run/box"
        self.process: Optional[subprocess.Popen[str]] = None
        programs.install(root, sys.executable, str(self.directory))

    def command(self, *command: str) -> list[str]:
        """The command that is PID 1, with the command that it runs."""
        return [sys.executable, "-c", _START, str(self.directory), str(self.root), *command]

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(Path(agent_bootstrap.__file__).parent.parent)}

    def begin(self, *command: str, caller: str = "somebody") -> subprocess.Popen[str]:
        """Start PID 1 with this command."""
        self.process = subprocess.Popen(
            self.command(*command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**self.environment(), "CALLER": caller},
        )  # fmt: skip
        return self.process

    def unit(self, text: str, name: str = "agent.service", directory: str = "etc/systemd/system") -> Path:
        """Write a unit file."""
        path = self.root / directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def service(self, *lines: str) -> None:
        """Write agent.service with these lines in [Service]."""
        text = "\n".join(
            ["[Unit]", "Description=The agent", "[Service]", *lines, "[Install]", "WantedBy=multi-user.target"]
        )
        self.unit(text)

    def systemctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run("systemctl", arguments)

    def journal(self, *arguments: str) -> str:
        return self._run("journalctl", ("-o", "cat", "-u", "agent", *arguments)).stdout

    def _run(self, program: str, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        command = [str(self.root / "usr/local/bin" / program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env={"LC_ALL": "C"})

    def property(self, name: str, unit: str = "agent") -> str:
        return self.systemctl("show", unit, "-p", name, "--value").stdout.strip()

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait until it has happened. The limit is for a broken program: a right one needs a fraction of a second."""
        deadline = time.monotonic() + 30
        while not happened():
            assert time.monotonic() < deadline, self.journal()
            time.sleep(0.02)

    def until_property(self, name: str, value: str) -> None:
        self.until(lambda: self.property(name) == value)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """PID 1 is running `cat`, which ends with the test."""
    machine = Machine(tmp_path)
    process = machine.begin("cat")
    machine.until((machine.directory / "systemd.sock").exists)
    yield machine
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


@pytest.fixture
def stopped_machine(tmp_path: Path) -> Machine:
    """PID 1 is not running yet."""
    return Machine(tmp_path)
