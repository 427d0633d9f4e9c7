"""Processes, asked of the real kernel."""

from __future__ import annotations

import os
import socket
import subprocess

import psutil
import pytest

from agent_bootstrap.host.processes import Processes

NOBODY = 2**22 + 1
"""Above the largest number that Linux gives a process (PID_MAX_LIMIT of proc(5))."""


def test_a_process_is_connected_while_it_has_an_established_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert Processes().connected(os.getpid())
        with subprocess.Popen(["sleep", "60"]) as other:
            assert not Processes().connected(other.pid)
            other.kill()


def test_a_process_that_is_gone_is_not_connected() -> None:
    assert not Processes().connected(NOBODY)
    assert Processes().find(NOBODY) is None
    assert Processes().children(NOBODY) == ()


def test_a_child_that_ends_while_its_siblings_are_looked_at_does_not_hide_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen(["sleep", "60"]) as lasting, subprocess.Popen(["sleep", "60"]) as brief:
        found = [psutil.Process(brief.pid), psutil.Process(lasting.pid)]
        brief.kill()
        brief.wait()
        monkeypatch.setattr(psutil.Process, "children", lambda *_, **__: found)
        seen = Processes().children(os.getpid())
        lasting.kill()
    assert [child.pid for child in seen] == [lasting.pid]


def test_a_child_whose_end_nobody_has_asked_for_runs_nothing() -> None:
    with subprocess.Popen(["true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        assert ended.pid not in [child.pid for child in Processes().children(os.getpid())]
