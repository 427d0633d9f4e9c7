"""What has been told: how each promise stands since when, and what is news."""

from __future__ import annotations

import dataclasses
import enum
from typing import Iterable, Mapping, Optional, Sequence

from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.report import DAEMON, SETTINGS_STEP, Entry
from agent_bootstrap.model.value_object import value_object


class Change(enum.Enum):
    """What kind of news it is."""

    BROKEN = "broken"
    WARNED = "warned"
    REPAIRED = "repaired"
    HEALED = "healed"


@value_object
class News:
    """A promise that stands otherwise than was told last."""

    change: Change
    entry: Entry
    problem: Optional[Problem] = None
    """What is wrong with it, or was until now."""

    @property
    def cause(self) -> tuple[str, ...]:
        """The same for all news of one cause: six endpoints that do not resolve are one silent name server."""
        if self.problem is None or self.entry.step == SETTINGS_STEP:
            return (name(self.entry),)
        return self.problem.code, self.problem.remedy


def name(entry: Entry) -> str:
    """What tells an entry from the others. The settings can be wrong in many places, and each is one of its own."""
    problem = entry.finding.problem
    if entry.step != SETTINGS_STEP or problem is None:
        return entry.step
    return "\n".join((entry.step, problem.brief, problem.details))


def told(before: Mapping[str, Entry], now: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries as they are told: what stands as it did before stands so since then."""
    return tuple(_since(before.get(name(entry)), entry) for entry in now)


def news(wrong: Mapping[str, Entry], now: Sequence[Entry]) -> tuple[News, ...]:
    """What is not as it was told. `wrong`: what was told to be wrong, and not yet to be well again."""
    found = [_news(wrong.get(name(entry)), entry) for entry in now]
    there = {entry.step for entry in now}
    gone = {entry.step: entry for entry in wrong.values() if _is_about_the_daemon(entry) and entry.step not in there}
    return (
        *(item for item in found if item is not None),
        *(News(Change.HEALED, _well(entry), entry.finding.problem) for entry in gone.values()),
    )


def by_cause(found: Iterable[News]) -> Sequence[Sequence[News]]:
    """The news, with those together that are told in one sentence."""
    groups: dict[tuple[object, ...], list[News]] = {}
    for item in found:
        wrong = item.change in (Change.BROKEN, Change.WARNED)
        groups.setdefault((wrong or item.change, *item.cause), []).append(item)
    # Where one cause breaks one promise and only endangers another, the broken one is what is told.
    return [sorted(alike, key=lambda item: item.change is Change.WARNED) for alike in groups.values()]


def still_wrong(wrong: Mapping[str, Entry], now: Sequence[Entry]) -> dict[str, Entry]:
    """What is told to be wrong once this is told. What waits, or is to be repaired, is not well again yet."""
    latest = ((name(entry), entry if entry.finding.problem else wrong.get(name(entry)), entry) for entry in now)
    return {
        key: found
        for key, found, entry in latest
        if found is not None and (entry.finding.problem or not entry.finding.status.kept)
    }


def worse(before: Mapping[str, Entry], now: Iterable[Entry]) -> bool:
    """Whether something is wrong that was not so when it was told last, and so may only be a blip.

    A look in the midst of which a name server comes back may accuse anybody; and what was not looked at so far, since it waited for
    another promise or was not wanted, may need what is just being repaired. Of the first look of all, everything counts.
    """
    return any(
        entry.finding.problem and not entry.finding.status.kept and _is_new(before.get(name(entry)), entry)
        for entry in now
        if before
    )


def as_kept(entry: Entry) -> Entry:
    """The entry for later: that it was changed just now is told once."""
    if entry.finding.status is not Status.CHANGED:
        return entry
    return dataclasses.replace(entry, finding=dataclasses.replace(entry.finding, status=Status.OK))


def differs(before: Optional[Entry], entry: Entry) -> bool:
    """Whether a promise stands otherwise than before."""
    return before is None or _stands(before) != _stands(entry)


def _is_new(before: Optional[Entry], entry: Entry) -> bool:
    """Whether it stands otherwise than before. The problem of what was drifted is what a repair has met, and time has passed since
    something was unknown.
    """
    return differs(before, entry) and (before is None or before.finding.status not in (Status.DRIFTED, Status.UNKNOWN))


def _since(before: Optional[Entry], entry: Entry) -> Entry:
    return dataclasses.replace(entry, since=before.since) if before and not differs(before, entry) else entry


def _stands(entry: Entry) -> tuple[object, ...]:
    """What makes the difference between two entries of one promise: neither words nor facts, which change each time."""
    status = Status.OK if entry.finding.status.kept else entry.finding.status
    return status, entry.finding.problem.code if entry.finding.problem else None


def _news(wrong: Optional[Entry], entry: Entry) -> Optional[News]:
    finding = entry.finding
    if finding.status is Status.CHANGED:
        return News(Change.REPAIRED, entry)
    if finding.problem is None:
        return News(Change.HEALED, entry, wrong.finding.problem) if wrong and finding.status.kept else None
    if not differs(wrong, entry):
        return None
    return News(Change.WARNED if finding.problem.warning else Change.BROKEN, entry, finding.problem)


def _is_about_the_daemon(entry: Entry) -> bool:
    """Whether it is only there as long as something is wrong. A promise that is gone is one that the settings want no more."""
    return entry.step == SETTINGS_STEP or entry.step.startswith(f"{DAEMON}.")


def _well(entry: Entry) -> Entry:
    return dataclasses.replace(entry, finding=Finding.ok(entry.promise))
