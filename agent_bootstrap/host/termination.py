"""Termination: SIGTERM ends a run between two things that it does, not in the middle of one: half a package helps nobody."""

from __future__ import annotations

import contextlib
import dataclasses
import signal
from typing import Iterator


@dataclasses.dataclass
class _Told:
    """What this process was told, since signals are the process's."""

    finishing: int = 0
    """How many things are being finished, one inside the other."""
    to_end: bool = False


_told = _Told()


def heed() -> None:
    """From now on SIGTERM raises KeyboardInterrupt, as Ctrl-C does, but not while something is being finished."""
    signal.signal(signal.SIGTERM, _terminate)


@contextlib.contextmanager
def finishing() -> Iterator[None]:
    """What is done here is finished; only then SIGTERM counts."""
    _told.finishing += 1
    try:
        yield
    finally:
        _told.finishing -= 1
    if _told.to_end and not _told.finishing:
        raise KeyboardInterrupt


def _terminate(*_: object) -> None:
    _told.to_end = True
    if not _told.finishing:
        raise KeyboardInterrupt
