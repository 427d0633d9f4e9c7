"""The report of a run: one object, shown on the terminal, as JSON, and in the status file."""

from __future__ import annotations

import datetime
from typing import Any, Mapping, Optional

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.node import Node
from agent_bootstrap.model.problem import Owner, Problem
from agent_bootstrap.model.value_object import value_object

SCHEMA = 1
"""Raised when the meaning of a key changes."""

DAEMON = "daemon"
KEEPING = ("bootstrap", DAEMON)
"""The commands that keep promises, and do not only look at them."""

LINE_COMPLAINT = "line_complaint_counts_seconds"
"""The fact of a finding that quotes an agent on the line to AWS: as long as this after its last words the finding stays."""

SETTINGS_STEP = "settings"
"""The step of a finding about the settings themselves: they come before every promise."""


@value_object
class Entry:
    """One promise and how it stands."""

    step: str
    promise: str
    finding: Finding
    since: datetime.datetime
    """When this status was first seen in this run, UTC."""


@value_object
class Report:
    """What a run found, in the order of the steps."""

    command: str
    started_at: datetime.datetime
    finished_at: datetime.datetime
    host: Mapping[str, object]
    entries: tuple[Entry, ...]
    node: Optional[Node] = None
    """The state of the managed node; None where root did not look."""
    look_again_by: Optional[datetime.datetime] = None
    """When there must be a newer one, of a daemon's. After that it says nothing any more."""

    @property
    def converged(self) -> bool:
        """Whether every promise is kept."""
        return all(entry.finding.status.kept for entry in self.entries)

    @property
    def kept(self) -> Mapping[str, bool]:
        """Step -> whether its promise is kept. Of the settings there is an entry for each mistake, and one is enough."""
        kept: dict[str, bool] = {}
        for entry in self.entries:
            kept[entry.step] = kept.get(entry.step, True) and entry.finding.status.kept
        return kept

    @property
    def exit_code(self) -> ExitCode:
        """What the command says to the shell. Looking commands never say more than "not converged"."""
        statuses = {entry.finding.status for entry in self.entries}
        if self.converged:
            return ExitCode.CONVERGED
        if any(entry.step == SETTINGS_STEP for entry in self.entries):
            return ExitCode.SETTINGS
        if self.command not in KEEPING:
            return ExitCode.NOT_CONVERGED
        return ExitCode.STUCK if Status.STUCK in statuses else ExitCode.FAILED

    def as_json(self) -> dict[str, object]:
        """The object of docs/reference/report.md."""
        return {
            "schema": SCHEMA,
            "command": self.command,
            "converged": self.converged,
            "exit_code": int(self.exit_code),
            "started_at": stamp(self.started_at),
            "finished_at": stamp(self.finished_at),
            **({"look_again_by": stamp(self.look_again_by)} if self.look_again_by else {}),
            "host": dict(self.host),
            "findings": [entry_as_json(entry) for entry in self.entries],
            **({"node": self.node.as_json()} if self.node else {}),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Report:
        """The report that `as_json` wrote."""
        return cls(
            command=values["command"],
            started_at=_moment(values["started_at"]),
            finished_at=_moment(values["finished_at"]),
            host=values["host"],
            entries=tuple(entry_from_json(entry) for entry in values["findings"]),
            node=Node.from_json(values["node"]) if values.get("node") else None,
            look_again_by=_moment(values["look_again_by"]) if values.get("look_again_by") else None,
        )


def entry_as_json(entry: Entry) -> dict[str, object]:
    """One of `findings`."""
    finding = entry.finding
    return {
        "step": entry.step,
        "promise": entry.promise,
        "status": finding.status.value,
        "reason": finding.reason,
        "since": stamp(entry.since),
        "facts": dict(finding.facts),
        "problem": _problem_as_json(finding.problem),
    }


def entry_from_json(values: Mapping[str, Any]) -> Entry:
    """The entry that `entry_as_json` wrote."""
    status, problem = Status(values["status"]), values["problem"]
    return Entry(
        step=values["step"],
        promise=values["promise"],
        finding=Finding(
            status=status,
            reason=values["reason"],
            facts=values["facts"],
            problem=problem and _problem_from_json(problem, may_pass=status is Status.FAILED),
        ),
        since=_moment(values["since"]),
    )


def _problem_from_json(values: Mapping[str, Any], *, may_pass: bool) -> Problem:
    return Problem(
        code=values["code"],
        brief=values["brief"],
        details=values["details"],
        owner=Owner(values["owner"]),
        remedy=values["remedy"],
        may_pass=may_pass,
        warning=values.get("warning", False),
    )


def _problem_as_json(problem: Optional[Problem]) -> Optional[dict[str, object]]:
    if problem is None:
        return None
    return {
        "code": problem.code,
        "brief": problem.brief,
        "details": problem.details,
        "owner": problem.owner.value,
        "remedy": problem.remedy,
        "warning": problem.warning,
    }


def stamp(moment: datetime.datetime) -> str:
    """A moment as reports write it: RFC 3339, UTC, with milliseconds."""
    return moment.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(stamp: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00"))
