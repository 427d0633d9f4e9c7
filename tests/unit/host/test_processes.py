"""Processes, asked of the real kernel."""

from __future__ import annotations

import os
import socket
import subprocess

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
