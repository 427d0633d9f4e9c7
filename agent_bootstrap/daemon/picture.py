"""The picture: how every promise stands, put together from looks of different depth, and what of it has been told."""

from __future__ import annotations

import dataclasses
from typing import Iterable, Mapping, Sequence

from agent_bootstrap.daemon import told
from agent_bootstrap.daemon.told import News
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problems import metrics_and_logs
from agent_bootstrap.model.report import Entry

NETWORK = "network."
"""How the names of the promises about the line to AWS begin."""

DEEP = (metrics_and_logs.METRICS_NOT_ARRIVING.code,)
"""Problems that only a look at everything finds, and only such a look finds to be over."""


@dataclasses.dataclass
class Picture:
    """The entries by their steps, in the order of the steps."""

    seen: dict[str, Entry] = dataclasses.field(default_factory=dict)
    """As they were seen last."""
    told: dict[str, Entry] = dataclasses.field(default_factory=dict)
    """As they were told last, by their names."""
    wrong: dict[str, Entry] = dataclasses.field(default_factory=dict)
    """What was told to be wrong, and not yet to be well again."""
    drift: dict[str, str] = dataclasses.field(default_factory=dict)
    """Step -> why it was last found to be repaired."""
    doubted: bool = False
    """Whether something went wrong that has not been told yet, since a second look may find it well again."""

    def see(self, entries: Iterable[Entry], depth: Depth) -> bool:
        """Take over what a look of this depth found. Whether anything stands otherwise than before."""
        before = dict(self.seen)
        found = {entry.step: self._kept_in_mind(entry, depth) for entry in entries}
        self.seen = {**self.seen, **found} if depth is Depth.LOCAL else found
        self.drift.update(
            {step: entry.finding.reason for step, entry in found.items() if entry.finding.status is Status.DRIFTED}
        )
        return any(told.differs(before.get(step), entry) for step, entry in found.items())

    def drifted(self) -> tuple[str, ...]:
        """The steps that are to be repaired."""
        return tuple(step for step, entry in self.seen.items() if entry.finding.status is Status.DRIFTED)

    def shown(self, extra: Sequence[Entry], left: Mapping[str, Finding]) -> tuple[Entry, ...]:
        """All entries: those about the daemon itself, and the seen ones, with what is to be said of steps that are left alone.

        What is doubted is shown as it was told last, if it was told at all.
        """
        seen = (dataclasses.replace(entry, finding=left.get(step, entry.finding)) for step, entry in self.seen.items())
        sure = (self.told.get(entry.step) if self._is_doubted(entry) else entry for entry in seen)
        return told.told(self.told, (*extra, *filter(None, sure)))

    def is_blip(self, entries: Sequence[Entry], *, repair_is_due: bool = False) -> bool:
        """Whether to wait with this news: for a second look, once, since something was well a moment ago; or for a repair.

        A repair is told of in any case, and what it mends may be all that is wrong.
        """
        self.doubted = (repair_is_due or not self.doubted) and told.worse(self.told, entries)
        return self.doubted

    def remember(self, entries: Sequence[Entry]) -> None:
        """All this has been told."""
        self.wrong = told.still_wrong(self.wrong, entries)
        self.told = {told.name(entry): told.as_kept(entry) for entry in entries}

    def tell(self, entries: Sequence[Entry]) -> tuple[News, ...]:
        """What of this is news; from now on it has been told."""
        found = told.news(self.wrong, entries)
        self.remember(entries)
        self.seen = {step: told.as_kept(entry) for step, entry in self.seen.items()}
        return found

    def _is_doubted(self, entry: Entry) -> bool:
        return self.doubted and told.worse(self.told, [entry])

    def _kept_in_mind(self, entry: Entry, depth: Depth) -> Entry:
        """What is known of a step after a look at it: one that could not see what is wrong has not found it well."""
        before = self.seen.get(entry.step)
        return (
            before if before and _is_deep(before) and depth < Depth.EVERYTHING and entry.finding.status.kept else entry
        )

    @property
    def wants(self) -> Depth:
        """How far a look must go to find what is wrong now to be over."""
        if any(map(_is_deep, self.seen.values())):
            return Depth.EVERYTHING
        return Depth.LOCAL if self.line_is_well else Depth.NETWORK

    @property
    def line_is_well(self) -> bool:
        """Whether every promise about the line to AWS is kept, as far as it was looked at."""
        return all(entry.finding.status.kept for step, entry in self.seen.items() if step.startswith(NETWORK))


def _is_deep(entry: Entry) -> bool:
    return entry.finding.problem is not None and entry.finding.problem.code in DEEP
