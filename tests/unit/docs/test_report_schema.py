"""The report that the model writes is the report that the shipped schema describes."""

from __future__ import annotations

import copy
import datetime
import importlib.resources
import json
from typing import Any, Sequence

import jsonschema
import pytest

from agent_bootstrap import reporting
from agent_bootstrap.cli import status_look
from agent_bootstrap.diagnosis.node_state import Name
from agent_bootstrap.host import local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Owner, Problem
from agent_bootstrap.model.problems import dns, setting_values
from agent_bootstrap.model.report import SCHEMA, Entry, Report
from agent_bootstrap.reporting import settings_report
from agent_bootstrap.settings import Origin, SettingError

TEXT = importlib.resources.files(reporting).joinpath("report.schema.json").read_text(encoding="utf-8")
DESCRIBED: dict[str, Any] = json.loads(TEXT)
VALIDATOR = jsonschema.Draft202012Validator(DESCRIBED)

MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=datetime.timezone.utc)
STUCK = dns.PUBLIC_ADDRESS.found("addresses: 52.94.0.1", name="ssm.eu-west-1.amazonaws.com", address="52.94.0.1")
FAILED = dns.SILENT.found("10.20.0.2: silent", name="ssm.eu-west-1.amazonaws.com")
FINDINGS = {
    Status.OK: Finding.ok("it resolves", hostname="ssm", addresses=["10.20.1.11"], milliseconds=3),
    Status.DRIFTED: Finding.drifted("it is to be written"),
    Status.CHANGED: Finding(Status.CHANGED, "it is written"),
    Status.BLOCKED: Finding.blocked("network.reaches/ssm", "ssm_agent.package"),
    Status.FAILED: Finding.of(FAILED),
    Status.STUCK: Finding.of(STUCK),
    Status.UNKNOWN: Finding(Status.UNKNOWN, "AWS alone can see it"),
}


def written(command: str, statuses: Sequence[Status]) -> dict[str, Any]:
    """The report of a run that ended with these findings, through JSON's text."""
    entries = tuple(
        Entry(f"network.resolves/{number}", "it resolves", FINDINGS[status], MOMENT)
        for number, status in enumerate(statuses)
    )
    report = Report(command, MOMENT, MOMENT, local().facts.summary(), entries)
    values: dict[str, Any] = json.loads(json.dumps(report.as_json()))
    return values


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(DESCRIBED)
    assert DESCRIBED["properties"]["schema"]["const"] == SCHEMA


@pytest.mark.parametrize("command", ["bootstrap", "plan", "check", "report", "daemon"])
@pytest.mark.parametrize("statuses", [[], [Status.OK, Status.CHANGED], *([status] for status in Status), list(Status)])
def test_a_report_is_valid(command: str, statuses: Sequence[Status]) -> None:
    VALIDATOR.validate(written(command, statuses))


def test_the_report_of_unusable_settings_is_valid() -> None:
    problem = setting_values.REGION.found(value="Ireland")
    error = SettingError(Origin("/etc/agent-bootstrap/agent-bootstrap.toml", 3), "region", problem)
    report = settings_report.report(local(), "bootstrap", [error, error]).as_json()
    VALIDATOR.validate(json.loads(json.dumps(report)))
    assert (report["exit_code"], report["converged"]) == (78, False)


def test_the_schema_names_what_the_model_knows() -> None:
    finding = DESCRIBED["$defs"]["finding"]["properties"]
    assert set(finding["status"]["enum"]) == {status.value for status in Status}
    assert set(DESCRIBED["$defs"]["problem"]["properties"]["owner"]["enum"]) == {owner.value for owner in Owner}
    assert set(DESCRIBED["properties"]["exit_code"]["enum"]) < {int(code) for code in ExitCode}


def test_the_schema_describes_every_key_and_no_other() -> None:
    report = written("bootstrap", [Status.STUCK])
    finding = report["findings"][0]
    of_some = ("node", "look_again_by")
    run_itself = {key: about for key, about in DESCRIBED["properties"].items() if key not in of_some}
    described = [
        {**DESCRIBED, "properties": run_itself},
        DESCRIBED["properties"]["host"],
        *(DESCRIBED["$defs"][name] for name in ("finding", "problem")),
    ]
    for values, about in zip([report, report["host"], finding, finding["problem"]], described):
        assert list(values) == list(about["properties"]) == about["required"]


def test_what_status_adds_is_described() -> None:
    node = json.loads(json.dumps(status_look.node(None).as_json()))
    VALIDATOR.validate({**written("bootstrap", [Status.OK]), "node": node})
    about = DESCRIBED["$defs"]["node"]
    assert list(node) == list(about["properties"]) == about["required"]
    assert about["properties"]["state"]["enum"] == [name.value for name in Name]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema", 2),
        ("command", "status"),
        ("converged", True),
        ("exit_code", 0),
        ("started_at", "2026-01-02 03:04:05"),
        ("host", {}),
        ("findings", {}),
    ],
)
def test_another_value_is_refused(key: str, value: object) -> None:
    report = {**written("bootstrap", [Status.STUCK]), key: value}
    assert list(VALIDATOR.iter_errors(report))


@pytest.mark.parametrize(("status", "problem"), [(Status.OK, STUCK), (Status.STUCK, None), (Status.FAILED, None)])
def test_a_problem_stands_where_something_is_wrong_and_nowhere_else(status: Status, problem: Problem | None) -> None:
    report = copy.deepcopy(written("bootstrap", [Status.DRIFTED, Status.STUCK]))
    found = report["findings"][1]
    found["status"], found["problem"] = status.value, found["problem"] if problem else None
    assert list(VALIDATOR.iter_errors(report))
