"""Runs `systemctl` and `journalctl` for whoever calls them: in a child of PID 1, which has long loaded all that they need.

The program that the caller started hands over its arguments and its output, and waits for the exit code.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Callable, Mapping, NoReturn

from agent_bootstrap.sandbox.init import journalctl, processes, systemctl
from agent_bootstrap.sandbox.init.loop import Loop
from agent_bootstrap.sandbox.init.protocol import ERRANDS_NAME

PROGRAMS: Mapping[str, Callable[[str, list[str]], NoReturn]] = {
    "systemctl": systemctl.main,
    "journalctl": journalctl.main,
}

_LONGEST = 131072
"""Bytes of all arguments: the kernel takes none that is longer (MAX_ARG_STRLEN of linux/binfmts.h)."""

_OUTPUT, _ERRORS = 1, 2


class Errands:
    """Listens as long as PID 1 lives."""

    def __init__(self, directory: Path, loop: Loop) -> None:
        self._directory = directory
        # A message is the whole list of arguments: nobody has to look for its end.
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
        path = directory / ERRANDS_NAME
        path.unlink(missing_ok=True)
        self._socket.bind(str(path))
        path.chmod(0o666)
        self._socket.listen()
        loop.watch(self._socket.fileno(), self._accept)

    def _accept(self) -> None:
        caller, _ = self._socket.accept()
        with caller:
            # Only the child reads, so a caller that keeps silent holds up nobody. PID 1 reaps it as any orphan.
            if os.fork() == 0:
                _run(str(self._directory), caller)


def _run(directory: str, caller: socket.socket) -> NoReturn:
    """The child's part. A bug ends it as it would end the program itself: with a traceback on the caller's terminal."""
    processes.reset_signals()
    message, streams, _, _ = socket.recv_fds(caller, _LONGEST, maxfds=2)
    for stream, number in zip(streams, (_OUTPUT, _ERRORS)):
        os.dup2(stream, number)
    program, *arguments = message.decode(errors="surrogateescape").split("\0")
    try:
        PROGRAMS[program](directory, arguments)
    except SystemExit as end:
        code = _exit_code(end)
    sys.stdout.flush()
    sys.stderr.flush()
    caller.send(bytes([code]))
    os._exit(0)


def _exit_code(end: SystemExit) -> int:
    """What the interpreter makes of `sys.exit(...)`: a text is for standard error, and a failure."""
    if isinstance(end.code, str):
        sys.stderr.write(f"{end.code}\n")
        return 1
    return end.code or 0
