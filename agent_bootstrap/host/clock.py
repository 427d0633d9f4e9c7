"""Time: what it is, and waiting for something with a bound."""

from __future__ import annotations

import datetime
import time
from typing import Callable


class Clock:
    """The host's clocks."""

    def now(self) -> datetime.datetime:
        """The wall clock's time, UTC."""
        return datetime.datetime.now(datetime.timezone.utc)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def wall(self, monotonic: float) -> float:
        """The wall clock's time, in seconds since 1970, at a moment of the monotonic clock."""
        return time.time() - time.monotonic() + monotonic

    def sleep(self, seconds: float) -> None:
        """Wait so long."""
        time.sleep(seconds)

    def wait_until(self, condition: Callable[[], bool], *, seconds: float, every: float = 0.5) -> bool:
        """Look at the condition again and again until it holds, for so many seconds; whether it came to hold."""
        end = self.monotonic() + seconds
        while not condition():
            if self.monotonic() >= end:
                return False
            self.sleep(every)
        return True
