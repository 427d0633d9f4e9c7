"""Which drift is repaired now, and which is left alone: what only a person can mend, and what somebody undoes each time."""

from __future__ import annotations

import dataclasses
from typing import Collection, Iterable, Mapping, Optional

from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problems import daemon as problems
from agent_bootstrap.model.report import Entry, Report

UNDONE_TIMES, UNDONE_SECONDS = 3, 3600.0
"""So many repairs of one step within so long are a fight, not repairs."""
TRUCE_SECONDS = 6 * 3600.0
"""After so long the daemon tries its luck again: whoever undid it may have gone home."""

STUCK_SECONDS = 3600.0
"""What a repair found stuck is tried again after so long, since its owner may have acted where this server cannot see it."""
SPENDING = ("ssm_agent.registration",)
"""What is used up by trying is tried again only for other settings: an expired activation is asked once."""

SHORTEST_BACKOFF, LONGEST_BACKOFF = 60.0, 900.0
"""Seconds before the next repair after one that failed, doubled with each that fails, too."""


@dataclasses.dataclass
class Repairs:
    """What is remembered of repairs. Moments are seconds since 1970, so that they outlive a restart."""

    fingerprint: str = ""
    """Of the settings that all this is about."""
    unkept: dict[str, Entry] = dataclasses.field(default_factory=dict)
    """Step -> what the last repair of it met, if it was in vain."""
    done: dict[str, list[float]] = dataclasses.field(default_factory=dict)
    """Step -> when it was repaired, within the last hour or since the fight began."""
    failures: int = 0
    not_before: float = 0.0

    def about(self, fingerprint: str) -> None:
        """Forget everything if the settings are others now."""
        if fingerprint != self.fingerprint:
            self.fingerprint, self.unkept, self.done, self.failures, self.not_before = fingerprint, {}, {}, 0, 0.0

    def ended(self, report: Report, now: float) -> None:
        """Take note of what a repair did."""
        for step in _undone(report.entries):
            self.done[step] = [*self._recent(step, now), now]
        for entry in report.entries:
            if entry.finding.status in (Status.STUCK, Status.FAILED, Status.BLOCKED):
                self.unkept[entry.step] = entry
            elif entry.finding.status.kept:
                self.unkept.pop(entry.step, None)
        statuses = {entry.finding.status for entry in report.entries}
        if Status.FAILED in statuses or Status.CHANGED not in statuses:
            self.failed(now)
        else:
            self.failures, self.not_before = 0, 0.0

    def looked(self, entries: Iterable[Entry]) -> None:
        """What a look finds kept, or wrong in another way, is past what the last repair met: if it drifts now, that is something new."""
        for entry in entries:
            met = self.unkept.get(entry.step)
            if met and (
                entry.finding.status.kept or (_code(entry) not in (None, _code(met)) and entry.step not in SPENDING)
            ):
                del self.unkept[entry.step]

    def failed(self, now: float) -> None:
        """A repair did not come through; the next one waits a little longer."""
        self.not_before = now + min(SHORTEST_BACKOFF * 2.0**self.failures, LONGEST_BACKOFF)
        self.failures += 1

    def wait(self, until: float) -> None:
        """Repair nothing until then."""
        self.not_before = until

    def due(self, entries: Collection[Entry], now: float) -> bool:
        """Whether something of this is to be repaired now."""
        # A clock that was far ahead, and has been set right since, must not stop repairs for years.
        waits = 0 < self.not_before - now <= LONGEST_BACKOFF
        kept = {entry.step for entry in entries if entry.finding.status.kept}
        alone = {*self.left(entries, now), *(step for step in self.unkept if self._is_waiting(step, kept))}
        return not waits and any(_drifted(entry) and entry.step not in alone for entry in entries)

    def left(self, entries: Iterable[Entry], now: float) -> tuple[str, ...]:
        """The drifted steps that are left alone."""
        return tuple(entry.step for entry in entries if _drifted(entry) and self._is_left(entry.step, now))

    def instead(self, entries: Iterable[Entry], now: float) -> Mapping[str, Finding]:
        """What is to be said of drifted steps in place of their being drifted: why they are not repaired."""
        found = {entry.step: self._instead(entry, now) for entry in entries if _drifted(entry)}
        return {step: finding for step, finding in found.items() if finding is not None}

    def _instead(self, entry: Entry, now: float) -> Optional[Finding]:
        if entry.step in self.unkept:
            return self.unkept[entry.step].finding
        times = len(self._recent(entry.step, now))
        if times < UNDONE_TIMES:
            return None
        return Finding.of(problems.REPAIR_UNDONE.found(f"now: {entry.finding.reason}", step=entry.step, times=times))

    def _is_left(self, step: str, now: float) -> bool:
        unkept = self.unkept.get(step)
        if unkept and unkept.finding.status is Status.STUCK:
            return step in SPENDING or 0 <= now - unkept.since.timestamp() < STUCK_SECONDS
        return len(self._recent(step, now)) >= UNDONE_TIMES

    def _is_waiting(self, step: str, kept: Collection[str]) -> bool:
        """Whether a repair can do nothing for the step as long as another one is not kept. A look takes that one as repaired."""
        finding = self.unkept[step].finding
        names = finding.facts.get("waits_for") if finding.status is Status.BLOCKED else None
        return isinstance(names, (list, tuple)) and any(name not in kept for name in names)

    def _recent(self, step: str, now: float) -> list[float]:
        """The repairs that still count. Once there are enough for a fight, they count until the truce is over."""
        done = self.done.get(step, [])
        fight = len(done) >= UNDONE_TIMES
        return [moment for moment in done if 0 <= now - moment < (TRUCE_SECONDS if fight else UNDONE_SECONDS)]


def _code(entry: Entry) -> Optional[str]:
    return entry.finding.problem.code if entry.finding.problem else None


def _drifted(entry: Entry) -> bool:
    return entry.finding.status is Status.DRIFTED


def _undone(entries: Iterable[Entry]) -> Iterable[str]:
    """The repaired steps that somebody had undone: of each agent the first, for an agent is started anew after any repair of it."""
    repaired = [entry.step for entry in entries if entry.finding.status is Status.CHANGED]
    first = {step.partition(".")[0]: step for step in reversed(repaired)}
    return first.values()
