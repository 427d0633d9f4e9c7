"""What has been told: how each promise stands since when, and what is news."""

from __future__ import annotations

import dataclasses
import enum
from typing import Iterable, Mapping, Optional, Sequence

from agent_bootstrap.model.finding import Status
from agent_bootstrap.model.report import Entry


class Change(enum.Enum):
    """What kind of news it is."""

    BROKEN = "broken"
    WARNED = "warned"
    REPAIRED = "repaired"
    HEALED = "healed"


@dataclasses.dataclass(frozen=True)
class News:
    """A promise that stands otherwise than was told last."""

    change: Change
    before: Optional[Entry]
    entry: Entry


def told(before: Mapping[str, Entry], now: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries as they are told: what stands as it did before stands so since then."""
    return tuple(_since(before.get(entry.step), entry) for entry in now)


def news(before: Mapping[str, Entry], now: Sequence[Entry]) -> tuple[News, ...]:
    """What differs from what was told before; nothing is told twice."""
    found = (_news(before.get(entry.step), entry) for entry in now)
    return tuple(item for item in found if item is not None)


def worse(before: Mapping[str, Entry], now: Sequence[Entry]) -> bool:
    """Whether something is wrong that was well when it was told last, and so may only be a blip."""
    return any(
        item.change is Change.BROKEN and item.before is not None and item.before.finding.status.kept
        for item in news(before, now)
    )


def as_kept(entry: Entry) -> Entry:
    """The entry for later: that it was changed just now is told once."""
    if entry.finding.status is not Status.CHANGED:
        return entry
    return dataclasses.replace(entry, finding=dataclasses.replace(entry.finding, status=Status.OK))


def differs(before: Optional[Entry], entry: Entry) -> bool:
    """Whether a promise stands otherwise than before."""
    return before is None or _stands(before) != _stands(entry)


def _since(before: Optional[Entry], entry: Entry) -> Entry:
    return dataclasses.replace(entry, since=before.since) if before and not differs(before, entry) else entry


def _stands(entry: Entry) -> tuple[object, ...]:
    """What makes the difference between two entries of one promise: neither words nor facts, which change each time."""
    status = Status.OK if entry.finding.status.kept else entry.finding.status
    return status, entry.finding.problem.code if entry.finding.problem else None


def _news(before: Optional[Entry], entry: Entry) -> Optional[News]:
    finding = entry.finding
    if finding.status is Status.CHANGED:
        return News(Change.REPAIRED, before, entry)
    if not differs(before, entry):
        return None
    if finding.problem is not None:
        return News(Change.WARNED if finding.problem.warning else Change.BROKEN, before, entry)
    was_wrong = before is not None and before.finding.problem is not None
    return News(Change.HEALED, before, entry) if was_wrong and finding.status.kept else None
