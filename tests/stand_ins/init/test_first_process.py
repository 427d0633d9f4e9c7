"""PID 1 itself: the exit code, signals, orphans, and what it leaves behind."""

from __future__ import annotations

import os
import pty
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stand_ins.init.conftest import Machine


@pytest.mark.parametrize(("script", "code"), [("exit 0", 0), ("exit 42", 42), ("kill -TERM $$", 143)])
def test_the_exit_code_of_the_command_is_passed_on(stopped_machine: Machine, script: str, code: int) -> None:
    assert stopped_machine.begin("sh", "-c", script).wait(60) == code


def test_a_command_that_is_missing_gives_127(stopped_machine: Machine) -> None:
    process = stopped_machine.begin("/nowhere/program")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 127
    assert "/nowhere/program" in said


def test_the_command_gets_our_streams_and_our_environment(stopped_machine: Machine) -> None:
    process = stopped_machine.begin("sh", "-c", 'cat; echo "$CALLER" >&2', caller="me")
    assert process.communicate("hello", timeout=60) == ("hello", "me\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_passed_on(stopped_machine: Machine, number: signal.Signals) -> None:
    process = stopped_machine.begin("sleep", "1000")
    stopped_machine.until((stopped_machine.directory / "systemd.sock").exists)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    stopped_machine.until(
        lambda: any(Path(f"/proc/{child}/comm").read_text() == "sleep\n" for child in children.read_text().split())
    )
    process.send_signal(number)
    assert process.wait(60) == 128 + number


def test_it_is_called_systemd_and_looks_booted(machine: Machine) -> None:
    assert machine.process
    assert Path(f"/proc/{machine.process.pid}/comm").read_text() == "systemd\n"
    assert (machine.root / "run/systemd/system").is_dir()


def test_nothing_is_left_when_the_command_has_ended(machine: Machine) -> None:
    machine.service(
        "ExecStart=/bin/sh -c 'trap \"\" TERM; setsid sleep 1000 & sleep 1000'", "Restart=always", "RestartSec=1ms"
    )
    machine.systemctl("start", "agent")
    machine.until(lambda: len(list(Path("/proc").glob("[0-9]*"))) > 0 and machine.property("SubState") == "running")
    mark = f"INVOCATION_ID={machine.property('InvocationID')}".encode()
    assert machine.process
    machine.process.communicate(timeout=60)
    assert not [path for path in Path("/proc").glob("[0-9]*/environ") if mark in _content(path)]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_orphans_of_the_command_are_reaped_while_it_runs(stopped_machine: Machine) -> None:
    process = stopped_machine.begin("sh", "-c", "(setsid sh -c 'sleep 0.1' &); cat")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    stopped_machine.until((stopped_machine.directory / "systemd.sock").exists)
    stopped_machine.until(lambda: len(children.read_text().split()) == 1)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_at_a_terminal_ctrl_c_reaches_the_command_alone(stopped_machine: Machine) -> None:
    """The shell lives on, so it must be a leader of the foreground, with job control of its own."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            sys.executable, stopped_machine.command("bash", "--norc"), {**stopped_machine.environment(), "PS1": "ask> "}
        )
    _read_until(terminal, b"ask> ")
    # The terminal echoes what is typed: only the output has the word in one piece.
    os.write(terminal, b"sh -c 'echo beg\"\"un; exec sleep 1000'\n")
    _read_until(terminal, b"begun")
    os.write(terminal, b"\x03")
    _read_until(terminal, b"ask> ")
    os.write(terminal, b"exit $(($? + 1))\n")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 131


def _read_until(terminal: int, words: bytes) -> None:
    seen = b""
    while words not in seen:
        seen += os.read(terminal, 4096)
