"""The file of custom inventory, by the rules that the SSM Agent applies before it uploads one (customGatherer.go)."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given

from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import inventory
from tests.unit.reporting.reports import IN_TROUBLE, STUCK, reports


def gathered(text: str) -> list[dict[str, Any]]:
    """The rows as the agent takes them. Raises AssertionError where it would pass over the file."""
    item = json.loads(text)
    assert item["TypeName"].startswith("Custom:")
    assert len(item["TypeName"]) <= 100
    assert re.fullmatch(r"[0-9]{1,6}\.[0-9]{1,6}", item["SchemaVersion"])
    for row in item["Content"]:
        assert len(row) <= 50
        for name, value in row.items():
            assert 0 < len(name.encode()) <= 64
            assert isinstance(value, str)
            assert len(value.encode()) <= 4096
    rows: list[dict[str, Any]] = item["Content"]
    return rows


def test_each_promise_has_a_row_and_each_row_says_whether_all_is_well() -> None:
    rows = gathered(inventory.text(IN_TROUBLE))
    assert [(row["Step"], row["Status"]) for row in rows[:3]] == [
        ("server.signing_keys", "warning"), ("network.resolves/ssm", "stuck"), ("network.reaches/ssm", "blocked"),
    ]  # fmt: skip
    assert rows[1] == {
        "Step": "network.resolves/ssm",
        "Promise": "network.resolves/ssm holds",
        "Status": "stuck",
        "Reason": STUCK.brief,
        "Code": "dns-nxdomain",
        "Owner": "dns",
        "Remedy": STUCK.remedy,
        "Host": "host-1",
        "Converged": "false",
        "LastLook": "2026-11-22T12:00:01.500Z",
    }


@given(report=reports)
def test_whatever_a_report_holds_the_agent_takes_it_and_all_rows_have_the_same_attributes(report: Report) -> None:
    rows = gathered(inventory.text(report))
    assert len(rows) == len(report.entries)
    assert len({tuple(row) for row in rows}) <= 1


def test_the_file_lies_where_the_agent_looks() -> None:
    assert inventory.path("mi-0123456789abcdef0") == (
        "/var/lib/amazon/ssm/mi-0123456789abcdef0/inventory/custom/agent-bootstrap.json"
    )
