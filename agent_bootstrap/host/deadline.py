"""A deadline: several waits, one after the other, that end by one moment."""

from __future__ import annotations

import time

_LEAST = 0.01
"""Seconds: a time-out of none would make a socket not wait at all, which is something else."""


class Deadline:
    """A moment of the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether it has passed."""
        return time.monotonic() >= self._end

    def left(self, at_most: float = float("inf")) -> float:
        """Seconds until then, for a socket's time-out: never none, and never more than `at_most`."""
        return max(_LEAST, min(at_most, self._end - time.monotonic()))
