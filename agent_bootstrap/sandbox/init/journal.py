"""The journal: what services print and what happens to them, one JSON object a line."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Iterator, NamedTuple

FILE_NAME = "journal.jsonl"


class Entry(NamedTuple):
    """One line of the journal."""

    time: float
    """Seconds since the epoch."""
    unit: str
    identifier: str
    """Who says it: `systemd`, or the name of the program."""
    pid: int
    message: str


class Journal:
    """Appends to the journal's file."""

    def __init__(self, directory: Path) -> None:
        self._file = (directory / FILE_NAME).open("a", encoding="utf-8", buffering=1)

    def write(self, unit: str, identifier: str, pid: int, message: str) -> None:
        """Add one line, at this moment."""
        entry = Entry(time.time(), unit, identifier, pid, message)
        self._file.write(json.dumps(entry._asdict(), ensure_ascii=False) + "\n")

    def say(self, unit: str, message: str) -> None:
        """Add a line of systemd's own."""
        self.write(unit, "systemd", 1, message)


def read_entries(directory: Path) -> Iterator[Entry]:
    """The journal from its beginning; nothing where there is none yet."""
    file = directory / FILE_NAME
    if file.exists():
        with file.open(encoding="utf-8") as lines:
            # A line that is being written at this moment has no end yet.
            yield from (Entry(**json.loads(line)) for line in lines if line.endswith("\n"))
