"""When what is due: glances at this server, looks at the line to AWS, and looks again at what may pass."""

from __future__ import annotations

import dataclasses
import random
from typing import Callable

from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.watching import Daemon

CONFIRM_SECONDS = 10.0
"""What has just gone wrong is looked at once more after so long, before anybody is told: a name server that is restarted, a
firewall that is reloaded and an agent that updates itself are back by then."""

PATIENT_LOOKS = 10
"""After so many looks that find the same things wrong the pause is doubled: who mends them does not do so this minute."""

DEEP_LOOKS = 16
"""Of so many looks at the line one also asks AWS what has arrived, every four hours where all is well: it costs half as much again,
and what gets lost without a word is lost for days before anybody misses it."""

_JITTER = 0.1
"""Every pause is up to a tenth longer or shorter, so that the servers of a site do not knock in step."""


LOOK_SECONDS = 600.0
"""For a look that takes long, and for a repair that installs packages over a slow line before the look after it."""


def jitter(seconds: float) -> float:
    """About so long."""
    return seconds * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311  nobody gains from guessing it


@dataclasses.dataclass
class Timetable:
    """Moments of the monotonic clock, in seconds."""

    intervals: Daemon
    longest_glance: float
    """Seconds; the supervisor wants a sign of life more often than a person may want a glance."""
    glance_at: float
    network_at: float
    about: Callable[[float], float] = jitter
    unwell: int = 0
    """How many looks in a row have found something wrong, and nothing new."""
    looks: int = 0
    """How many looks at the line there were."""

    @property
    def depth(self) -> Depth:
        """Of the next look at the line."""
        return Depth.EVERYTHING if self.looks % DEEP_LOOKS == DEEP_LOOKS - 1 else Depth.NETWORK

    @property
    def longest_pause(self) -> float:
        """Seconds within which whoever waits for the next look has it, or the daemon does not do its work."""
        return self.intervals.network_interval * (1 + _JITTER) + LOOK_SECONDS

    def glanced(self, now: float) -> None:
        """A glance at this server is done."""
        self.glance_at = now + self.about(min(self.intervals.local_interval, self.longest_glance))

    def looked(self, now: float, *, well: bool, news: bool) -> None:
        """A look at everything is done. Where something is wrong, somebody may be mending it just now."""
        self.looks += 1
        self.unwell = 0 if well or news else self.unwell + 1
        longest = self.intervals.network_interval
        soon = self.intervals.local_interval * 2.0 ** min(self.unwell // PATIENT_LOOKS, 10)
        self.network_at = now + self.about(longest if well else min(soon, longest))

    def look_again(self, now: float, *, within: float = CONFIRM_SECONDS) -> None:
        """A look at everything is due soon."""
        self.network_at = min(self.network_at, now + self.about(within))

    def changed(self, intervals: Daemon, now: float) -> None:
        """The settings name other intervals, and perhaps other promises: everything is due now."""
        self.intervals = intervals
        self.glance_at = self.network_at = now

    def pause(self, now: float) -> float:
        """Seconds until something is due."""
        return max(0.0, min(self.glance_at, self.network_at) - now)
