"""The event loop: waits for file descriptors, signals and moments, and calls what waits for them. One thread, no more."""

from __future__ import annotations

import heapq
import itertools
import os
import selectors
import signal
import time
from typing import Callable, Iterable, Optional

Callback = Callable[[], None]

_WAKE_UP_BYTES = 4096
"""Each signal that arrives puts one byte, its number, into the pipe; more than this many at once are read in turns."""


class Timer:
    """A call that is due at some moment, unless it is cancelled before."""

    def __init__(self, due: float, callback: Callback) -> None:
        self.due = due
        self._callback = callback
        self._cancelled = False

    def cancel(self) -> None:
        """Never call it. Harmless when it has been called."""
        self._cancelled = True

    def fire(self) -> None:
        """Call it, if it still is wanted."""
        if not self._cancelled:
            self._callback()


class Loop:
    """Runs until it is told that all is done."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()

    def watch(self, descriptor: int, ready: Callback) -> None:
        """Call `ready` each time that `descriptor` has something to read."""
        self._selector.register(descriptor, selectors.EVENT_READ, ready)

    def forget(self, descriptor: int) -> None:
        """Stop watching; call it before closing the descriptor."""
        self._selector.unregister(descriptor)

    def after(self, seconds: float, callback: Callback) -> Timer:
        """Call `callback` once, `seconds` from now; never for an infinite time."""
        timer = Timer(time.monotonic() + seconds, callback)
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        return timer

    def on_signals(self, numbers: Iterable[int], arrived: Callable[[int], None]) -> None:
        """Call `arrived` with the number of each of these signals, from within the loop."""
        reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, lambda _number, _frame: None)

        def read() -> None:
            for number in os.read(reading, _WAKE_UP_BYTES):
                arrived(number)

        self.watch(reading, read)

    def run(self, finished: Callable[[], bool]) -> None:
        """Serve until `finished` says so; it is asked after every round."""
        while not finished():
            for key, _events in self._selector.select(self._patience()):
                key.data()
            self._fire_due_timers()

    def _patience(self) -> float:
        """Seconds until the next timer. An hour where there is none, since select takes no infinity."""
        due = self._timers[0][0] if self._timers else float("inf")
        return min(max(0.0, due - time.monotonic()), 3600.0)

    def _fire_due_timers(self) -> None:
        while self._timers and self._timers[0][0] <= time.monotonic():
            heapq.heappop(self._timers)[2].fire()


class Alarm:
    """At most one timer: setting it anew cancels what was set before."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._timer: Optional[Timer] = None

    def set(self, seconds: float, callback: Callback) -> None:
        """Call `callback` in so many seconds, and forget what was to be called before."""
        self.cancel()
        self._timer = self._loop.after(seconds, callback)

    def cancel(self) -> None:
        """Call nothing."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
