"""Health that is told elsewhere, beside looks and repairs."""

from __future__ import annotations

import dataclasses
import json

from agent_bootstrap.model.finding import Finding
from tests.unit.daemon.entries import FAILED, OK, entry, report
from tests.unit.daemon.stage import DRIFTED, LINE, SERVICE, SETTINGS, WELL, Answer, Stage

INTERVAL = 1000
FIRST = 11.0
"""Seconds: the first look takes one, and nobody is told before it has come home and a breath is over."""
REPORTED = (
    SETTINGS + f'[reporting]\nmetrics_file = "/var/lib/node_exporter/agent-bootstrap.prom"\ninterval = {INTERVAL}\n'
)


def told(finding: Finding) -> Answer:
    """How an errand of the messenger ends."""
    return Answer(json.dumps(report([entry("reporting.metrics_file", finding)], "report").as_json()))


def sent(stage: Stage) -> list[float]:
    return [errand.at for errand in stage.sent if errand.verb == "report"]


def test_nobody_is_told_where_nobody_wants_to_be(stage: Stage) -> None:
    stage.play(3600)
    assert sent(stage) == []


def test_who_wants_to_be_told_is_told_at_every_interval(stage: Stage) -> None:
    stage.settings(REPORTED)
    stage.answers["report"] = told(OK)
    stage.play(2500)
    first, *others = sent(stage)
    assert first == FIRST
    assert [at - first for at in others] == [INTERVAL, 2 * INTERVAL]
    assert stage.words() == []
    assert stage.statuses()["reporting.metrics_file"] == "ok"


def test_news_is_told_within_a_breath_and_together(stage: Stage) -> None:
    stage.settings(REPORTED)
    stage.answers["report"] = told(OK)
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.play(900)
    assert sent(stage) == [FIRST, 312.0]


def test_a_reporter_that_fails_is_told_once_and_is_no_news_to_itself(stage: Stage) -> None:
    stage.settings(REPORTED)
    stage.answers["report"] = told(FAILED)
    stage.at(1500, lambda: stage.answers.update(report=told(OK)))
    stage.play(2500)
    assert [(step, word) for _, step, word in stage.words()] == [
        ("reporting.metrics_file", "silent"), ("reporting.metrics_file", "healed"),
    ]  # fmt: skip
    assert sent(stage) == [FIRST, FIRST + 1000, FIRST + 2000]


def test_a_messenger_that_never_comes_home_holds_up_neither_looks_nor_repairs(stage: Stage) -> None:
    stage.settings(REPORTED)
    stage.answers["report"] = Answer("", seconds=None)
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.play(900)
    assert stage.repairs() == [301.0]
    assert stage.stopped[0] == (480.0, "agent-bootstrap-report.service")
    assert [(step, word) for _, step, word in stage.words()] == [
        (SERVICE, "repaired"), ("daemon.messenger", "daemon-errand-failed"),
    ]  # fmt: skip
    assert stage.stopped[-1] == (900.0, "agent-bootstrap-report.service")


def test_a_blip_is_not_told_because_a_messenger_comes_home(stage: Stage) -> None:
    stage.settings(REPORTED.replace("1000", "879"))
    stage.answers["report"] = lambda _: dataclasses.replace(told(OK), seconds=15.0)
    stage.at(900, lambda: stage.stands(LINE, Finding(FAILED.status, FAILED.reason, problem=FAILED.problem)))
    stage.at(906, lambda: stage.stands(LINE, WELL))
    stage.play(1500)
    assert sent(stage) == [FIRST, 890.0]
    assert stage.words() == []
