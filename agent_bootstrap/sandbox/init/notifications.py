"""The socket to which services send READY=1 and their status: sd_notify(3)."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import Callable

from agent_bootstrap.sandbox.init.loop import Loop

_CREDENTIALS = struct.Struct("3i")
"""struct ucred of unix(7): process, user, group."""

_LARGEST = 4096
"""Bytes of a message; systemd's own limit is the same."""


class Notifications:
    """Passes on each message with the ID of the process that sent it, which the kernel vouches for."""

    def __init__(self, path: Path, loop: Loop, received: Callable[[int, dict[str, str]], None]) -> None:
        self._received = received
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        path.unlink(missing_ok=True)
        self._socket.bind(str(path))
        # Services may run as any user.
        path.chmod(0o777)
        loop.watch(self._socket.fileno(), self._read)

    def _read(self) -> None:
        data, ancillary, _flags, _sender = self._socket.recvmsg(_LARGEST, socket.CMSG_SPACE(_CREDENTIALS.size))
        fields = dict(line.split("=", 1) for line in data.decode(errors="replace").splitlines() if "=" in line)
        for _level, kind, credentials in ancillary:
            if kind == socket.SCM_CREDENTIALS:
                self._received(_CREDENTIALS.unpack(credentials)[0], fields)
