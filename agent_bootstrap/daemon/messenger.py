"""The messenger: has health told where the settings want it besides, apart from looks and repairs, so that it holds up neither."""

from __future__ import annotations

import dataclasses
from typing import Optional, Sequence

from agent_bootstrap.daemon import results
from agent_bootstrap.host import errands
from agent_bootstrap.host.errands import Errands, Running
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.report import Entry
from agent_bootstrap.model.reporting import OFF, Reporting

STEP = "reporting."
"""How the names of what it reports about itself begin: news of these sends it out no second time."""

BREATH_SECONDS = 10.0
"""The shortest pause between two errands: what is news within it goes together."""


@dataclasses.dataclass
class Messenger:
    """One errand at a time."""

    errands: Errands
    due_at: float = float("inf")
    """Nothing is due before something was told."""
    running: Optional[Running] = None
    ends_by: float = 0.0
    entries: tuple[Entry, ...] = ()
    """What came of the last errand, reporter by reporter."""
    trouble: Optional[Problem] = None
    """Why the last errand brought no report."""

    def told(self, now: float, *, news: bool) -> None:
        """The status file has been written, for the first time or with something that is news."""
        if news or self.due_at == float("inf"):
            self.due_at = min(self.due_at, now + BREATH_SECONDS)

    def pause(self, now: float) -> float:
        """Seconds until an errand is due; one that is under way announces its end."""
        return float("inf") if self.running else max(0.0, self.due_at - now)

    def send(self, settings: Reporting, flags: Sequence[str], now: float) -> None:
        """Start an errand, if one is due and somebody wants to be told."""
        if self.running or now < self.due_at:
            return
        self.due_at = now + settings.interval
        if _anybody(settings):
            self.running = self.errands.start(errands.REPORT, "report", "--json", "--quiet", *flags)
            self.ends_by = now + errands.REPORT.seconds + errands.GRACE_SECONDS
        else:
            self.entries, self.trouble = (), None

    def take_in(self, now: float) -> bool:
        """Whether an errand has come home, and so there may be something to tell."""
        if self.running and now > self.ends_by:
            self.errands.abandon(self.running)
        ended = self.running.ended() if self.running else None
        if ended is None:
            return False
        self.running = None
        result = results.result("report", ended)
        self.trouble = result.problem
        if result.report:
            self.entries = result.report.entries
        return True


def _anybody(settings: Reporting) -> bool:
    return bool(
        settings.metrics_file or settings.compliance or settings.inventory or settings.cloudwatch_metrics != OFF
    )
