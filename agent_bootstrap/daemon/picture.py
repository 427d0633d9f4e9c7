"""The picture: how every promise stands, put together from looks of different depth, and what of it has been told."""

from __future__ import annotations

import dataclasses
from typing import Iterable, Mapping, Sequence

from agent_bootstrap.daemon import told
from agent_bootstrap.daemon.told import News
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.report import Entry

NETWORK = "network."
"""How the names of the promises about the line to AWS begin."""


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

    def see(self, entries: Iterable[Entry], *, whole: bool) -> bool:
        """Take over what a look found; `whole` if it looked at everything. Whether anything stands otherwise than before."""
        before = dict(self.seen)
        found = {entry.step: entry for entry in entries}
        self.seen = found if whole else {**self.seen, **found}
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

    @property
    def line_is_well(self) -> bool:
        """Whether every promise about the line to AWS is kept, as far as it was looked at."""
        return all(entry.finding.status.kept for step, entry in self.seen.items() if step.startswith(NETWORK))
