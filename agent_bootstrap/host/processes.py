"""Processes: what really runs below a service's main process."""

from __future__ import annotations

import contextlib
from typing import Optional

import psutil

from agent_bootstrap.host.look_only import touches
from agent_bootstrap.model.value_object import value_object


@value_object
class Process:
    """One process."""

    pid: int
    name: str
    """As the kernel keeps it: 15 characters at most (TASK_COMM_LEN)."""
    user: str

    def runs(self, program: str) -> bool:
        """Whether it runs the program of this file name."""
        return _is(self.name, program)


class Processes:
    """The processes of the host."""

    def find(self, pid: int) -> Optional[Process]:
        """The process with this number, if it runs."""
        try:
            return _describe(psutil.Process(pid))
        except psutil.NoSuchProcess:
            return None

    def children(self, pid: int) -> tuple[Process, ...]:
        """The processes that it started, and those that they started."""
        try:
            found = psutil.Process(pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return ()
        return tuple(filter(None, map(_running, found)))

    def running(self, program: str, argument: str) -> bool:
        """Whether a program of this name runs with this argument."""
        return bool(_with_argument(program, argument))

    def connected(self, pid: int) -> bool:
        """Whether the process has an established TCP connection."""
        try:
            connections = psutil.Process(pid).net_connections("tcp")
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False
        return any(connection.status == psutil.CONN_ESTABLISHED for connection in connections)

    @touches
    def kill(self, program: str, argument: str) -> None:
        """End the programs of this name that run with this argument, at once, and wait until they have ended."""
        found = _with_argument(program, argument)
        for process in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(found)


def _with_argument(program: str, argument: str) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if _is(process.info["name"], program) and argument in (process.info["cmdline"] or ())
    ]


def _running(process: psutil.Process) -> Optional[Process]:
    """None if it has ended since it was found, or stays in the table only until its parent asks how it ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return None if process.status() == psutil.STATUS_ZOMBIE else _describe(process)
    return None


def _describe(process: psutil.Process) -> Process:
    with process.oneshot():
        return Process(process.pid, process.name(), process.username())


def _is(name: str, program: str) -> bool:
    # psutil completes a cut name from the command line where it can, so both are cut again.
    return name[:15] == program[:15]
