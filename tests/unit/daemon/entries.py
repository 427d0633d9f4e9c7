"""Entries as looks and repairs find them."""

from __future__ import annotations

import datetime
from typing import Iterable

from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Owner, ProblemKind
from agent_bootstrap.model.report import Entry, Report

MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
NOW = MOMENT.timestamp()

OK, DRIFTED, CHANGED = Finding.ok("it is so"), Finding.drifted("it was changed"), Finding(Status.CHANGED, "it is so")
BLOCKED, UNKNOWN = Finding.blocked("another"), Finding.unknown("it cannot be seen")
FAILED = Finding.of(
    ProblemKind("silent", Owner.DNS, may_pass=True, brief="nobody answers", remedy="Wait.").found("1 s")
)
STUCK = Finding.of(
    ProblemKind("expired", Owner.AWS_ACCOUNT, may_pass=False, brief="it has expired", remedy="Ask.").found()
)
WARNING = Finding.of(
    ProblemKind("ageing", Owner.SERVER, may_pass=False, brief="it grows old", remedy="See.", warning=True).found()
)


def entry(step: str, finding: Finding, *, later: float = 0.0) -> Entry:
    """How a step stands; `later`: so many seconds after the beginning."""
    return Entry(step, f"{step} is kept", finding, MOMENT + datetime.timedelta(seconds=later))


def report(entries: Iterable[Entry], verb: str = "bootstrap") -> Report:
    host = {"name": "web-1", "distribution": "Debian", "architecture": "x86_64", "kernel": "6.1"}
    return Report(verb, MOMENT, MOMENT, host, tuple(entries))
