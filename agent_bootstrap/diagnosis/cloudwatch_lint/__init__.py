"""A configuration of the CloudWatch agent is looked at before it is applied: all its traps on premises, as one problem."""

from __future__ import annotations

import dataclasses
from typing import Any, Callable, Optional

from agent_bootstrap.diagnosis.cloudwatch_lint import agent_and_metrics, keys, logs
from agent_bootstrap.diagnosis.cloudwatch_lint.trap import Surroundings, Trap
from agent_bootstrap.diagnosis.json_lines import Path
from agent_bootstrap.model.problem import Problem

Place = Callable[[Path], str]
"""A place of the JSON -> how a person finds it: file, line and path, or the setting that it was written from."""


def traps(values: Any, around: Surroundings) -> tuple[Trap, ...]:
    """All of them: first those that stand in the way, then the warnings."""
    found = [
        *agent_and_metrics.traps(values, around),
        *logs.traps(values, around),
        *keys.traps(values, around.schema_keys),
    ]
    return tuple(sorted(found, key=lambda trap: trap.kind.warning))


def problem(found: tuple[Trap, ...], place: Place) -> Optional[Problem]:
    """The first trap as a problem that tells the others, too; None if there is none."""
    if not found:
        return None
    first, *others = (_told(trap, place) for trap in found)
    lines = [first.details, *(f"also: {other.brief} [{other.code}] {other.remedy}" for other in others)]
    return dataclasses.replace(first, details="\n".join(filter(None, lines)))


def _told(trap: Trap, place: Place) -> Problem:
    found = trap.kind.found(trap.details, **trap.names)
    where = place(trap.path)
    return dataclasses.replace(found, brief=f"{where}: {found.brief}", facts={**found.facts, "place": where})
