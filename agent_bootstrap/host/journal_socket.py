"""The journal: entries with fields, through systemd-journald's own socket."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from typing import Iterable

from agent_bootstrap.model.component import component

ADDRESS = "/run/systemd/journal/socket"


@component
class JournalSocket:
    """Where entries are sent."""

    address: str = ADDRESS
    patience: float = 1.0
    """Seconds that a journal may take that does not read; a watchdog waits for who tells it."""

    def send(self, message: str, fields: Iterable[tuple[str, str]]) -> None:
        """One entry; a field may be there more than once. Where there is no journal, the message goes to standard error."""
        entry = b"".join(_field(name, value) for name, value in (("MESSAGE", message), *fields))
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
                datagrams.settimeout(self.patience)
                datagrams.sendto(entry, self.address)
        except OSError:
            with contextlib.suppress(OSError):
                sys.stderr.write(f"{message}\n")


def _field(name: str, value: str) -> bytes:
    """A field in the journal's native protocol: of several lines with its length in front, of one line after `=`."""
    data = value.encode(errors="replace")
    if b"\n" in data:
        return name.encode() + b"\n" + struct.pack("<Q", len(data)) + data + b"\n"
    return name.encode() + b"=" + data + b"\n"
