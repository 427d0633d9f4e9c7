"""Compliance items, judged by AWS's own model of PutComplianceItems."""

from __future__ import annotations

import datetime
from typing import Any

import botocore.session
import botocore.validate
import pytest
from hypothesis import given, settings

from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import compliance
from agent_bootstrap.sandbox.aws_side import api_model
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from tests.unit.reporting.reports import IN_TROUBLE, STUCK, report, reports

NODE = "mi-0123456789abcdef0"

SHAPE = botocore.session.Session().get_service_model("ssm").operation_model("PutComplianceItems").input_shape


def told(of: Report) -> dict[str, Any]:
    return dict(compliance.items(of, NODE))


def test_each_promise_has_an_item_with_code_owner_and_remedy() -> None:
    found = told(IN_TROUBLE)
    assert (found["ResourceId"], found["ResourceType"], found["ComplianceType"]) == (
        NODE, "ManagedInstance", "Custom:AgentBootstrap",
    )  # fmt: skip
    moment = datetime.datetime(2026, 11, 22, 12, 0, 1, tzinfo=datetime.timezone.utc)
    assert found["ExecutionSummary"] == {"ExecutionTime": moment, "ExecutionType": "daemon"}
    rows = [(item["Id"], item["Status"], item["Severity"]) for item in found["Items"]]
    assert rows == [
        ("server.signing_keys", "COMPLIANT", "MEDIUM"),
        ("network.resolves/ssm", "NON_COMPLIANT", "CRITICAL"),
        ("network.reaches/ssm", "NON_COMPLIANT", "LOW"),
        ("settings", "NON_COMPLIANT", "CRITICAL"),
        ("settings 2", "NON_COMPLIANT", "CRITICAL"),
    ]
    assert found["Items"][1]["Details"] == {
        "Status": "stuck",
        "Reason": STUCK.brief,
        "Code": "dns-nxdomain",
        "Owner": "dns",
        "Remedy": STUCK.remedy,
        "Evidence": "10.0.0.2: NXDOMAIN",
    }


def test_a_status_is_compliant_where_the_promise_is_kept() -> None:
    every = report(*((f"a.{status.value}", Finding(status, "seen")) for status in Status))
    compliant = {item["Id"] for item in told(every)["Items"] if item["Status"] == "COMPLIANT"}
    assert compliant == {"a.ok", "a.changed"}


@settings(deadline=None)
@given(report=reports)
def test_whatever_a_report_holds_is_within_the_model(report: Report) -> None:
    arguments = told(report)
    assert not botocore.validate.ParamValidator().validate(arguments, SHAPE).has_errors()
    api_model.check("ssm", "PutComplianceItems", arguments)
    assert len({item["Id"] for item in arguments["Items"]}) == len(report.entries)


def test_a_remedy_that_is_too_long_is_cut_and_a_longer_one_would_be_refused() -> None:
    (item,) = told(report(("a.b", Finding(Status.STUCK, "é" * 5000))))["Items"]
    reason = item["Details"]["Reason"]
    assert len(reason.encode()) <= 4096
    assert reason.endswith("é…")
    item["Details"]["Reason"] += "é" * 4096
    with pytest.raises(AwsError, match="less than or equal to 4096"):
        api_model.check("ssm", "PutComplianceItems", {**told(report()), "Items": [item]})
