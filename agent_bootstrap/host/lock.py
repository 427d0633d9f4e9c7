"""The lock: one run at a time may change this server, and who waits is told for whom."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from pathlib import Path
from typing import Iterator

PATH = Path("/run/agent-bootstrap/lock")


class BusyError(Exception):
    """Another run holds the lock."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"another run holds the lock: {holder}")
        self.holder = holder


@contextlib.contextmanager
def held(verb: str, path: Path = PATH) -> Iterator[None]:
    """Hold the lock. Raises BusyError with the holder's verb and process number.

    The kernel lets go of it when the process ends, however it ends, so it can never be left behind.
    """
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError(_holder(path)) from error
        file.truncate(0)
        json.dump({"verb": verb, "pid": os.getpid()}, file)
        file.flush()
        yield


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"`agent-bootstrap {holder['verb']}`, process {holder['pid']}"
    except (ValueError, KeyError):
        return "a process that has not said its name yet"
