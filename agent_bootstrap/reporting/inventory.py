"""A report as a file of the SSM Agent's custom inventory: one row for each promise."""

from __future__ import annotations

import json
from typing import Mapping

from agent_bootstrap.model.report import Entry, Report, stamp
from agent_bootstrap.reporting.text_limits import cut

TYPE = "Custom:AgentBootstrap"

_SCHEMA_VERSION = "1.0"
"""Another one belongs to other attributes: Systems Manager keeps the attributes of a type and version as it saw them first."""


def path(node_id: str) -> str:
    """Where the agent looks for it, unless an association names another directory (agent/appconfig, customGatherer.go)."""
    return f"/var/lib/amazon/ssm/{node_id}/inventory/custom/agent-bootstrap.json"


def text(report: Report) -> str:
    """The whole file. The agent takes texts only, and passes over the file where anything else stands in it."""
    about = {
        "Host": str(report.host.get("name", "")),
        "Converged": str(report.converged).lower(),
        # The agent's own CaptureTime is that of the upload, also of a file that nobody writes any more.
        "LastLook": stamp(report.finished_at),
    }
    rows = [{key: cut(value) for key, value in {**_row(entry), **about}.items()} for entry in report.entries]
    return json.dumps({"SchemaVersion": _SCHEMA_VERSION, "TypeName": TYPE, "Content": rows}, indent=2) + "\n"


def _row(entry: Entry) -> Mapping[str, str]:
    """All rows have the same attributes; what there is nothing of is empty."""
    finding, problem = entry.finding, entry.finding.problem
    return {
        "Step": entry.step,
        "Promise": entry.promise,
        "Status": "warning" if finding.warns else finding.status.value,
        "Reason": finding.reason,
        "Code": problem.code if problem else "",
        "Owner": problem.owner.value if problem else "",
        "Remedy": problem.remedy if problem else "",
    }
