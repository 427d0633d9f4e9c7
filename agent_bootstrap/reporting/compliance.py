"""A report as the arguments of Systems Manager's PutComplianceItems: one item for each promise."""

from __future__ import annotations

import datetime
from typing import Mapping, Sequence

from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.report import Entry, Report
from agent_bootstrap.reporting.text_limits import cut

TYPE = "Custom:AgentBootstrap"

_LONGEST_TITLE = 500
"""AWS's model of ComplianceItemEntry (botocore, ssm 2014-11-06)."""

_SEVERITIES = {
    Status.OK: "INFORMATIONAL",
    Status.CHANGED: "INFORMATIONAL",
    Status.UNKNOWN: "LOW",
    Status.BLOCKED: "LOW",
    Status.DRIFTED: "MEDIUM",
    Status.FAILED: "HIGH",
    Status.STUCK: "CRITICAL",
}
"""`CRITICAL` is what waits for a person; what waits for another promise would only count the same cause again."""

_WARNING = "MEDIUM"
"""Of an item that is compliant, and that somebody should act on."""


def items(report: Report, node_id: str) -> Mapping[str, object]:
    """The arguments. They replace all that the last call said of this node, so the newest report is enough.

    Without a content hash each call counts, and the time of the execution tells that somebody still looks.
    """
    return {
        "ResourceId": node_id,
        "ResourceType": "ManagedInstance",
        "ComplianceType": TYPE,
        "ExecutionSummary": {
            # AWS's form of a time here has no fraction of a second.
            "ExecutionTime": report.finished_at.astimezone(datetime.timezone.utc).replace(microsecond=0),
            "ExecutionType": report.command,
        },
        "Items": _items(report.entries),
    }


def _items(entries: Sequence[Entry]) -> Sequence[Mapping[str, object]]:
    """An item is known by its ID: of several mistakes in the settings the last would hide the others, so they are numbered."""
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        seen[entry.step] = seen.get(entry.step, 0) + 1
        again = f" {seen[entry.step]}" if seen[entry.step] > 1 else ""
        found.append(_item(f"{entry.step}{again}", entry))
    return found


def _item(name: str, entry: Entry) -> Mapping[str, object]:
    finding = entry.finding
    return {
        "Id": name,
        "Title": cut(entry.promise, _LONGEST_TITLE),
        "Status": "COMPLIANT" if finding.status.kept else "NON_COMPLIANT",
        "Severity": _WARNING if finding.warns else _SEVERITIES[finding.status],
        "Details": {key: cut(value) for key, value in _details(finding).items()},
    }


def _details(finding: Finding) -> Mapping[str, str]:
    problem = finding.problem
    told = {"Status": finding.status.value, "Reason": finding.reason}
    if problem:
        told.update(
            {"Code": problem.code, "Owner": problem.owner.value, "Remedy": problem.remedy, "Evidence": problem.details}
        )
    return told
