"""What is news, and what is not: a table of what was told, and of what is seen now."""

from __future__ import annotations

import dataclasses
from typing import Optional, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.daemon import told
from agent_bootstrap.daemon.picture import Picture
from agent_bootstrap.daemon.told import Change
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.model.report import Entry
from agent_bootstrap.reporting import settings_report
from agent_bootstrap.settings import Origin, SettingError
from tests.unit.daemon.entries import (
    BLOCKED,
    CHANGED,
    DRIFTED,
    FAILED,
    MOMENT,
    OK,
    STUCK,
    UNKNOWN,
    WARNING,
    entry,
)  # fmt: skip

ALL = (OK, DRIFTED, CHANGED, BLOCKED, UNKNOWN, FAILED, STUCK, WARNING)


def heard(*seen: Sequence[Entry]) -> list[list[Change]]:
    """What is told of these looks, one after the other."""
    picture = Picture()
    return [[news.change for news in picture.tell(entries)] for entries in seen]


@pytest.mark.parametrize(
    ("findings", "changes"),
    [
        ((OK, OK), (None, None)),
        ((DRIFTED, CHANGED, OK), (None, Change.REPAIRED, None)),
        ((FAILED, FAILED, OK, OK), (Change.BROKEN, None, Change.HEALED, None)),
        ((FAILED, STUCK, STUCK), (Change.BROKEN, Change.BROKEN, None)),
        ((WARNING, WARNING, OK), (Change.WARNED, None, Change.HEALED)),
        ((WARNING, FAILED, WARNING), (Change.WARNED, Change.BROKEN, Change.WARNED)),
        ((FAILED, BLOCKED, FAILED, OK), (Change.BROKEN, None, None, Change.HEALED)),
        ((FAILED, DRIFTED, OK, OK), (Change.BROKEN, None, Change.HEALED, None)),
        ((FAILED, DRIFTED, CHANGED, OK), (Change.BROKEN, None, Change.REPAIRED, None)),
        ((STUCK, UNKNOWN, OK), (Change.BROKEN, None, Change.HEALED)),
        ((BLOCKED, OK), (None, None)),
        ((CHANGED, CHANGED), (Change.REPAIRED, Change.REPAIRED)),
    ],
)
def test_nothing_is_told_twice(findings: Sequence[Finding], changes: Sequence[Optional[Change]]) -> None:
    assert heard(*([entry("a", finding)] for finding in findings)) == [[change] if change else [] for change in changes]


@given(st.lists(st.sampled_from(ALL), max_size=30))
def test_broken_and_healed_take_turns(findings: list[Finding]) -> None:
    wrong: Optional[str] = None
    for changes, finding in zip(heard(*([entry("a", finding)] for finding in findings)), findings):
        code = finding.problem.code if finding.problem else None
        if Change.HEALED in changes:
            assert wrong
        assert bool({Change.BROKEN, Change.WARNED} & set(changes)) == bool(code and code != wrong)
        wrong = code or (None if finding.status.kept else wrong)


def test_a_promise_that_the_settings_want_no_more_is_not_well_again() -> None:
    assert heard([entry("a", FAILED), entry("b", OK)], [entry("b", OK)]) == [[Change.BROKEN], []]


def test_what_is_wrong_with_the_daemon_is_well_again_when_it_is_gone() -> None:
    wrong = [entry("daemon.errands", FAILED), entry("daemon.writes/status", STUCK)]
    assert heard(wrong, wrong[:1], [], []) == [[Change.BROKEN] * 2, [Change.HEALED], [Change.HEALED], []]


def mistakes(*keys: str, line: int = 3) -> tuple[Entry, ...]:
    errors = [
        SettingError(Origin("/etc/a.toml", line), key, catalogue.FILE_ABSENT.found(path="/etc/a.toml")) for key in keys
    ]
    return settings_report.entries(errors, MOMENT)


def test_each_mistake_in_the_settings_is_told_once_and_all_heal_together() -> None:
    both, one, other = mistakes("region", "banana"), mistakes("banana"), mistakes("banana", line=4)
    assert heard(both, both, one, other, [], []) == [[Change.BROKEN] * 2, [], [], [Change.BROKEN], [Change.HEALED], []]


def test_a_mistake_is_known_by_its_place_also_after_a_restart() -> None:
    picture = Picture()
    picture.remember(mistakes("region", "banana"))
    assert picture.tell(mistakes("region", "banana")) == ()
    assert [news.entry.finding.reason for news in picture.tell([])] == ["the settings can be used"]


def test_what_has_one_cause_is_told_together_and_so_is_its_end() -> None:
    picture, down = Picture(), [entry("a", FAILED), entry("b", STUCK), entry("c", FAILED)]
    assert [[item.entry.step for item in alike] for alike in told.by_cause(picture.tell(down))] == [["a", "c"], ["b"]]
    up = [entry(step, OK) for step in "abc"]
    assert [[item.entry.step for item in alike] for alike in told.by_cause(picture.tell(up))] == [["a", "c"], ["b"]]


def test_of_one_cause_the_broken_promise_is_told_before_the_endangered_one() -> None:
    problem = FAILED.problem
    assert problem
    endangered = Finding.of(dataclasses.replace(problem, warning=True))
    (alike,) = told.by_cause(Picture().tell([entry("a", endangered), entry("b", FAILED)]))
    assert [item.change for item in alike] == [Change.BROKEN, Change.WARNED]


def test_each_repair_and_each_mistake_is_told_for_itself() -> None:
    found = Picture().tell([entry("a", CHANGED), entry("b", CHANGED), *mistakes("region", "banana")])
    assert [len(alike) for alike in told.by_cause(found)] == [1] * 4


def test_what_stands_as_it_did_stands_so_since_then() -> None:
    before = {"a": entry("a", OK), "b": entry("b", FAILED)}
    now = [entry("a", CHANGED, later=60), entry("b", STUCK, later=60), entry("c", OK, later=60)]
    assert [(found.since - MOMENT).seconds for found in told.told(before, now)] == [0, 60, 60]


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        (OK, FAILED, True),
        (WARNING, STUCK, True),
        (OK, WARNING, False),
        (OK, DRIFTED, False),
        (OK, OK, False),
        (FAILED, STUCK, True),
        (FAILED, FAILED, False),
        (DRIFTED, FAILED, False),
        (UNKNOWN, FAILED, False),
        (BLOCKED, FAILED, True),
    ],
)
def test_what_was_well_or_wrong_otherwise_or_waited_may_be_a_blip(before: Finding, now: Finding, worse: bool) -> None:
    assert told.worse({"a": entry("a", before)}, [entry("a", now)]) is worse


def test_what_was_not_wanted_before_may_be_a_blip_and_nothing_of_the_first_look() -> None:
    assert told.worse({"b": entry("b", OK)}, [entry("a", FAILED)])
    assert not told.worse({}, [entry("a", FAILED)])
