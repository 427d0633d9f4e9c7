"""Processes: what really runs below a service's main process."""

from __future__ import annotations

import dataclasses
from typing import Optional

import psutil


@dataclasses.dataclass(frozen=True)
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
            return tuple(_describe(child) for child in psutil.Process(pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return ()

    def running(self, program: str, argument: str) -> bool:
        """Whether a program of this name runs with this argument."""
        for process in psutil.process_iter(["name", "cmdline"]):
            if _is(process.info["name"], program) and argument in (process.info["cmdline"] or ()):
                return True
        return False


def _describe(process: psutil.Process) -> Process:
    with process.oneshot():
        return Process(process.pid, process.name(), process.username())


def _is(name: str, program: str) -> bool:
    # psutil completes a cut name from the command line where it can, so both are cut again.
    return name[:15] == program[:15]
