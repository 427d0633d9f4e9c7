"""The aftermath of an outage: what an agent said of the line while it was gone is no news once it is back."""

from __future__ import annotations

import dataclasses
from typing import Iterable, Mapping, Optional

from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.report import LINE_COMPLAINT, Entry

IN_FLIGHT_SECONDS = 60.0
"""What was sent into the outage may fail so long after its end: the agents' SDK gives an answer that long, and tries again."""


@dataclasses.dataclass
class Aftermath:
    """Remembers the end of the last outage. Moments are seconds since 1970."""

    gone: bool = False
    over_at: Optional[float] = None

    def looked(self, *, line_is_well: bool, now: float) -> None:
        """A look at the line is done."""
        if line_is_well and self.gone:
            self.over_at = now
        self.gone = not line_is_well

    def instead(self, entries: Iterable[Entry], now: float) -> Mapping[str, Finding]:
        """What is to be said of agents whose complaints may be about the outage: nobody knows yet."""
        return {entry.step: _unknown(entry) for entry in entries if self._may_be_about_it(entry, now)}

    def _may_be_about_it(self, entry: Entry, now: float) -> bool:
        counts = entry.finding.facts.get(LINE_COMPLAINT)
        if self.over_at is None or not isinstance(counts, (int, float)):
            return False
        return 0 <= now - self.over_at < counts + IN_FLIGHT_SECONDS


def _unknown(entry: Entry) -> Finding:
    return Finding.unknown(
        f"the line is back, and the agent has not told of anything newer than: {entry.finding.reason}"
    )
