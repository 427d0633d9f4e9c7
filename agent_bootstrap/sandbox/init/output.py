"""The pipe between a service and the journal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from agent_bootstrap.sandbox.init.journal import Journal
from agent_bootstrap.sandbox.init.loop import Loop

_CHUNK = 65536
"""Bytes read from a service at once: what a pipe holds."""


class Output:
    """The pipe into which the processes of one start of a service print."""

    def __init__(self, journal: Journal, loop: Loop, unit: str) -> None:
        self._journal = journal
        self._loop = loop
        self._unit = unit
        self._begun = b""
        self._identifier, self._pid = unit, 0
        self._reading: Optional[int]
        self._reading, self.writing = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(self._reading, False)
        loop.watch(self._reading, self.drain)

    def belongs_to(self, program: str, pid: int) -> None:
        """Say whose words come through it, and close our own end for writing."""
        self._identifier, self._pid = Path(program).name, pid
        os.close(self.writing)

    def drain(self) -> None:
        """Move what has been printed so far to the journal; close when nobody can print any more."""
        while self._reading is not None:
            try:
                data = os.read(self._reading, _CHUNK)
            except BlockingIOError:
                return
            self._keep(data)

    def _keep(self, data: bytes) -> None:
        *lines, self._begun = (self._begun + data).split(b"\n")
        if not data:
            lines, self._begun = [self._begun] if self._begun else [], b""
            self._close()
        for line in lines:
            self._journal.write(self._unit, self._identifier, self._pid, line.decode(errors="replace"))

    def _close(self) -> None:
        if self._reading is not None:
            self._loop.forget(self._reading)
            os.close(self._reading)
            self._reading = None
