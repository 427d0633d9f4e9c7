"""On a real terminal: live lines, colours unless NO_COLOR, a shell that one can type into, and Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from typing import Iterator, Mapping

import pytest

from tests.sandbox.conftest import Sandbox


def _control() -> None:
    """Make the terminal at standard input the one that controls the new session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A pseudo-terminal with a program on it."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._master, slave = pty.openpty()
        program = [sys.executable, "-m", "agent_bootstrap", "sandbox", *arguments]
        variables: Mapping[str, str] = {**os.environ, "TERM": "xterm-256color", **environment}
        self.process = subprocess.Popen(
            program, stdin=slave, stdout=slave, stderr=slave, env=variables, start_new_session=True, preexec_fn=_control
        )
        os.close(slave)
        self.text = ""

    def read_until(self, words: str, seconds: float = 60) -> str:
        end = time.monotonic() + seconds
        while words not in self.text:
            if time.monotonic() > end:
                raise AssertionError(f"{words!r} did not come; came: {self.text}")
            if select.select([self._master], [], [], 0.2)[0]:
                try:
                    self.text += os.read(self._master, 65536).decode(errors="replace")
                except OSError:  # the other end has been closed
                    break
        return self.text

    def type(self, words: str) -> None:
        os.write(self._master, words.encode())

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def terminals(sandbox: Sandbox) -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


def test_a_terminal_shows_what_runs_now_in_colour(terminals: list[Terminal]) -> None:
    terminals.append(Terminal(NO_COLOR=""))
    text = terminals[0].read_until("Converged in")
    assert "looking whether" in text
    assert "\x1b[32mok" in text


def test_no_color_means_no_colour(terminals: list[Terminal]) -> None:
    terminals.append(Terminal("--", "agent-bootstrap", "check", NO_COLOR="1"))
    assert "\x1b[32m" not in terminals[0].read_until("All good in")


def test_a_shell_inside_can_be_typed_into(terminals: list[Terminal]) -> None:
    terminals.append(Terminal("--shell"))
    terminals[0].type("hostname; echo $((6*7)); exit 9\n")
    assert "42" in terminals[0].read_until("42\r\n")
    assert terminals[0].process.wait(timeout=30) == 9


def test_ctrl_c_ends_the_run_without_a_traceback(terminals: list[Terminal]) -> None:
    terminals.append(Terminal("--fault", "tcp-black-hole"))
    terminals[0].read_until("trying again")
    terminals[0].type("\x03")
    text = terminals[0].read_until("interrupted")
    assert "Traceback" not in text
    assert terminals[0].process.wait(timeout=30) == 130
