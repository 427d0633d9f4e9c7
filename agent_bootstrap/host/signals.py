"""Signals: what others tell a resident process, taken one at a time where it waits and nowhere else."""

from __future__ import annotations

import enum
import signal
from typing import Optional


class Signal(enum.Enum):
    """What a resident process is told."""

    STOP = "stop"
    RELOAD = "reload"
    CHILD = "child"
    """A child has ended."""


_MEANINGS = {
    signal.SIGTERM: Signal.STOP,
    signal.SIGINT: Signal.STOP,
    signal.SIGHUP: Signal.RELOAD,
    signal.SIGCHLD: Signal.CHILD,
}


class Signals:
    """The signals of this process, kept until they are waited for: none can come between two lines of code."""

    def __init__(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _MEANINGS)

    def wait(self, seconds: float) -> Optional[Signal]:
        """The next signal; None if there is none for so many seconds."""
        told = signal.sigtimedwait(_MEANINGS, max(0.0, seconds))
        return _MEANINGS[signal.Signals(told.si_signo)] if told else None


def undisturbed() -> None:
    """Let a child have its signals: it would inherit that they are kept."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _MEANINGS)
