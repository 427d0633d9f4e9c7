"""Datagram sockets that stand for systemd's and for the journal's, and what lies in them."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import Iterator


class Mailbox:
    """A socket that keeps what is sent to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)

    def __del__(self) -> None:
        self._socket.close()

    def letters(self) -> Iterator[bytes]:
        """What has come since the last time."""
        while True:
            try:
                yield self._socket.recv(1 << 20)
            except BlockingIOError:
                return


def journal_entry(data: bytes) -> dict[str, str]:
    """The fields of an entry in the journal's native protocol (systemd's JOURNAL_NATIVE_PROTOCOL.md).

    A field that is there more than once has a line for each.
    """
    fields: dict[str, str] = {}
    while data:
        line, _, rest = data.partition(b"\n")
        name, separator, value = line.partition(b"=")
        if not separator:
            (size,) = struct.unpack("<Q", rest[:8])
            value, end, rest = rest[8 : 8 + size], rest[8 + size : 9 + size], rest[9 + size :]
            assert end == b"\n"
        before = f"{fields[name.decode()]}\n" if name.decode() in fields else ""
        fields[name.decode()] = before + value.decode()
        data = rest
    return fields
