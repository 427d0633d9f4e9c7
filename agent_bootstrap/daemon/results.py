"""What an errand brought home: a report and its evidence, that somebody else holds the lock, or that it failed."""

from __future__ import annotations

import json
from typing import Optional

from agent_bootstrap.host.errands import Ended
from agent_bootstrap.model.evidence import Evidence
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import daemon as problems
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.value_object import value_object

_LAST_LINES = 12

_UNDER_WAY = "was already loaded"
"""systemd's words where an errand of an earlier daemon is still under way: a repair may outlive the daemon that wanted it."""


@value_object
class Result:
    """Of one errand; one of the three."""

    report: Optional[Report] = None
    evidence: Evidence = Evidence()
    busy: Optional[str] = None
    """Who holds the lock."""
    problem: Optional[Problem] = None


def result(verb: str, ended: Ended) -> Result:
    """What this end means."""
    if ended.exit_code == ExitCode.BUSY or _UNDER_WAY in ended.errors:
        return Result(busy=ended.errors.strip())
    try:
        values = json.loads(ended.output)
        return Result(Report.from_json(values), Evidence.from_json(values.get("evidence", Evidence().as_json())))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Result(problem=_failed(verb, ended))


def _failed(verb: str, ended: Ended) -> Problem:
    last = "\n".join(ended.errors.strip().splitlines()[-_LAST_LINES:])
    errand = {"plan": "look", "bootstrap": "repair"}.get(verb, verb)
    return problems.ERRAND_FAILED.found(last, errand=errand, command=verb, exit_code=ended.exit_code)
