"""How capabilities look to a person, in 80 columns, and to a program."""

from __future__ import annotations

import textwrap
from typing import Iterator, Optional, Sequence

from agent_bootstrap.diagnosis.capabilities import Readiness, Verdict
from agent_bootstrap.diagnosis.root_causes import Seen
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.value_object import value_object

SCHEMA = 1
"""Raised when the meaning of a key changes."""

_WIDTH = 80


@value_object
class Node:
    """The managed node that this server is."""

    registered: Optional[bool]
    """None where only root may know."""
    node_id: Optional[str] = None


def lines(verdicts: Sequence[Verdict], seen: Seen, node: Node) -> Iterator[str]:
    """The table, the root causes that it names, and what READY leaves open."""
    yield _headline(node)
    yield ""
    name_width = max(len(verdict.capability.name) for verdict in verdicts) + 2
    status_width = max(len(_word(readiness)) for readiness in Readiness) + 2
    indent = " " * (name_width + status_width)
    for verdict in verdicts:
        first = f"{verdict.capability.name:<{name_width}}{_word(verdict.readiness):<{status_width}}"
        # Names of buckets are copied into policies, so they stay whole.
        whole = textwrap.TextWrapper(
            _WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        yield whole.fill(verdict.why)
    for problem in _problems(verdicts, seen):
        yield ""
        yield f"{problem.code}: {problem.brief}"
        yield f"  owner   {problem.owner.title}"
        yield f"  remedy  {problem.remedy}"
    yield ""
    yield from textwrap.wrap(
        "READY says what this server can tell. The IAM role of the activation must allow it, too; that is seen in AWS alone.",
        _WIDTH,
    )


def _headline(node: Node) -> str:
    if node.registered is None:
        return "Whether this server is a managed node, only root can see."
    if node.registered:
        return f"This server is the managed node {node.node_id}."
    return "This server is not a managed node yet; this is what it can be used for as one."


def _word(readiness: Readiness) -> str:
    return "N/A" if readiness is Readiness.NOT_APPLICABLE else readiness.value.upper()


def _problems(verdicts: Sequence[Verdict], seen: Seen) -> list[Problem]:
    """The root causes that are named in the table, in the order of the checks."""
    named = {code for verdict in verdicts for code in verdict.codes}
    found = (finding.problem for finding in seen.findings.values() if not finding.status.kept)
    return list({problem.brief: problem for problem in found if problem and problem.code in named}.values())


def as_json(verdicts: Sequence[Verdict], seen: Seen, node: Node, exit_code: ExitCode) -> dict[str, object]:
    """The object of docs/reference/capabilities.md."""
    return {
        "schema": SCHEMA,
        "command": "capabilities",
        "exit_code": int(exit_code),
        "region": seen.settings.region,
        "registered": node.registered,
        "node_id": node.node_id,
        "capabilities": [
            {
                "name": verdict.capability.name,
                "readiness": verdict.readiness.value,
                "why": verdict.why,
                "codes": list(verdict.codes),
            }
            for verdict in verdicts
        ],
        "problems": [
            {"code": problem.code, "brief": problem.brief, "owner": problem.owner.value, "remedy": problem.remedy}
            for problem in _problems(verdicts, seen)
        ],
    }
