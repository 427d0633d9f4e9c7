"""What the end of an errand means."""

from __future__ import annotations

import json

import pytest

from agent_bootstrap.daemon.results import Result, result
from agent_bootstrap.host.errands import Ended
from agent_bootstrap.model.evidence import Evidence
from tests.unit.daemon.entries import DRIFTED, OK, entry, report

REPORT = report([entry("a", OK), entry("b", DRIFTED)], "plan")
EVIDENCE = Evidence(files=("/a",), logs=("/b",), processes=(3,))


def test_a_look_brings_its_report_and_its_evidence() -> None:
    ended = Ended(3, json.dumps({**REPORT.as_json(), "evidence": EVIDENCE.as_json()}), "a warning\n")
    assert result("plan", ended) == Result(REPORT, EVIDENCE)


def test_a_repair_has_no_evidence() -> None:
    assert result("bootstrap", Ended(4, json.dumps(REPORT.as_json()), "")) == Result(REPORT)


@pytest.mark.parametrize("errors", ["agent-bootstrap: process 4711 is at it\n", ""])
def test_who_holds_the_lock_is_waited_for_also_if_nobody_says_who(errors: str) -> None:
    assert result("bootstrap", Ended(75, "", errors)) == Result(busy=errors.strip())


def test_a_unit_that_is_still_there_is_waited_for() -> None:
    words = "Failed to start transient service unit: Unit agent-bootstrap-repair.service was already loaded or has a fragment file.\n"
    assert result("bootstrap", Ended(1, "", words)).busy == words.strip()


@pytest.mark.parametrize(
    "output",
    ["", "{", "null", "5", "[]", '"text"', "{}", '{"command": "plan"}', json.dumps(REPORT.as_json())[:-20],
     json.dumps({**REPORT.as_json(), "started_at": 5}), json.dumps({**REPORT.as_json(), "evidence": {"files": []}})],
)  # fmt: skip
def test_whatever_is_no_report_is_a_problem(output: str) -> None:
    found = result("plan", Ended(1, output, "why\n")).problem
    assert found
    assert (found.code, found.may_pass, found.details) == ("daemon-errand-failed", True, "why")
    assert found.brief == "the daemon's look ended without a report (exit code 1)"


def test_of_long_words_the_last_are_told() -> None:
    found = result("bootstrap", Ended(70, "", "\n".join(map(str, range(100))))).problem
    assert found
    assert found.details.splitlines() == [str(number) for number in range(88, 100)]
    assert "the daemon's repair" in found.brief
