"""From what happens during a run to its report."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Optional, Sequence

from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.node import Node
from agent_bootstrap.model.promise import Promise
from agent_bootstrap.model.report import Entry, Report
from agent_bootstrap.model.watcher import Watcher


class Recorder(Watcher):
    """Passes on to another watcher all that it is told, and remembers how each promise came to stand."""

    def __init__(self, host: Host, command: str, shown: Watcher) -> None:
        self._host = host
        self._command = command
        self._shown = shown
        self._started_at = host.clock.now()
        self._entries: dict[str, Entry] = {}

    def looking(self, promise: Promise) -> None:
        """Passed on."""
        self._shown.looking(promise)

    def applying(self, promise: Promise, reason: str) -> None:
        """Passed on."""
        self._shown.applying(promise, reason)

    def pausing(self, seconds: float, reason: str) -> None:
        """Passed on."""
        self._shown.pausing(seconds, reason)

    def found(self, promise: Promise, finding: Finding) -> None:
        """Remembered, and passed on."""
        before = self._entries.get(promise.name)
        since = self._host.clock.now()
        if before is not None:
            finding, since = _merged(before, finding, since)
        self._entries[promise.name] = Entry(promise.name, promise.promise, finding, since)
        self._shown.found(promise, finding)

    def report(self, steps: Sequence[Promise], node: Optional[Node] = None) -> Report:
        """What this run found, in the order of the steps; and the node, if it was looked at."""
        return Report(
            command=self._command,
            started_at=self._started_at,
            finished_at=self._host.clock.now(),
            host=self._host.facts.summary(),
            entries=tuple(self._entries[step.name] for step in steps),
            node=node,
        )


def _merged(before: Entry, finding: Finding, now: datetime.datetime) -> tuple[Finding, datetime.datetime]:
    """What was changed in an earlier walk of this run stays `changed`, and a status keeps the time of its first sight."""
    changed = before.finding.status is Status.CHANGED and finding.status is Status.OK
    if changed:
        finding = dataclasses.replace(finding, status=Status.CHANGED)
    return finding, before.since if finding.status is before.finding.status else now
