"""Data for CloudWatch, judged by AWS's own model of PutMetricData and the words of its reference."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
import botocore.validate
import pytest
from hypothesis import given, settings

from agent_bootstrap.model.report import Report
from agent_bootstrap.model.reporting import CONVERGED, STEPS
from agent_bootstrap.reporting import cloudwatch_metrics
from agent_bootstrap.sandbox.aws_side import api_model
from tests.unit.reporting.reports import IN_TROUBLE, report, reports

SHAPE = botocore.session.Session().get_service_model("cloudwatch").operation_model("PutMetricData").input_shape


def told(of: Report, extent: str) -> list[dict[str, Any]]:
    # Data wait in a file of JSON, so they must come through it.
    found: list[dict[str, Any]] = json.loads(json.dumps(cloudwatch_metrics.data(of, extent)))
    return found


def test_one_metric_for_a_server_or_one_more_for_each_promise() -> None:
    (whole,) = told(IN_TROUBLE, CONVERGED)
    assert whole == {
        "MetricName": "Converged",
        "Dimensions": [{"Name": "host", "Value": "host-1"}],
        "Timestamp": "2026-11-22T12:00:01.500Z",
        "Value": 0.0,
        "Unit": "None",
    }
    steps = told(IN_TROUBLE, STEPS)[1:]
    assert {datum["Dimensions"][1]["Value"]: datum["Value"] for datum in steps} == {
        "server.signing_keys": 1.0, "network.resolves/ssm": 0.0, "network.reaches/ssm": 0.0, "settings": 0.0,
    }  # fmt: skip
    assert {datum["MetricName"] for datum in steps} == {"StepKept"}


@pytest.mark.parametrize(
    ("name", "value"), [("höst\n1", "h?st?1"), ("   ", "unknown"), ("", "unknown"), ("x" * 2000, "x" * 1024)]
)
def test_what_cloudwatch_would_refuse_is_changed(name: str, value: str) -> None:
    (whole,) = told(report(host={"name": name}), CONVERGED)
    assert whole["Dimensions"] == [{"Name": "host", "Value": value}]


@settings(deadline=None)
@given(report=reports)
def test_whatever_a_report_holds_is_within_the_model(report: Report) -> None:
    arguments = {"Namespace": cloudwatch_metrics.NAMESPACE, "MetricData": told(report, STEPS)}
    assert not botocore.validate.ParamValidator().validate(arguments, SHAPE).has_errors()
    api_model.check("cloudwatch", "PutMetricData", arguments)
    values = [dimension["Value"] for datum in arguments["MetricData"] for dimension in datum["Dimensions"]]  # type: ignore[index]
    assert all(value.isascii() and value.isprintable() and value.strip() for value in values)
