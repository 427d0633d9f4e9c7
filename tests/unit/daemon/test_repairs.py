"""Which drift is repaired now, and which is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.daemon.repairs import (
    LONGEST_BACKOFF,
    SHORTEST_BACKOFF,
    STUCK_SECONDS,
    TRUCE_SECONDS,
    UNDONE_SECONDS,
    UNDONE_TIMES,
    Repairs,
)  # fmt: skip
from agent_bootstrap.model.finding import Finding
from tests.unit.daemon.entries import BLOCKED, CHANGED, DRIFTED, FAILED, NOW, OK, STUCK, WARNING, entry, report

A, B, REGISTRATION = "a.service", "b.package", "ssm_agent.registration"
DRIFT = [entry(A, DRIFTED)]


def undone(times: int, *, every: float = 600.0) -> tuple[Repairs, float]:
    """A step that was repaired so many times, and the moment of the last."""
    repairs = Repairs()
    for number in range(times):
        repairs.ended(report([entry(A, CHANGED)]), NOW + number * every)
    return repairs, NOW + (times - 1) * every


@pytest.mark.parametrize(
    ("finding", "is_due"),
    [(DRIFTED, True), (OK, False), (FAILED, False), (STUCK, False), (BLOCKED, False), (WARNING, False)],
)
def test_only_what_drifted_is_repaired(finding: object, is_due: bool) -> None:
    assert Repairs().due([entry(A, finding)], NOW) is is_due  # type: ignore[arg-type]


def test_what_a_repair_found_stuck_is_left_alone_for_an_hour_and_said_in_its_place() -> None:
    repairs = Repairs()
    repairs.ended(report([entry(A, STUCK)]), NOW)
    assert repairs.left(DRIFT, NOW + STUCK_SECONDS - 1) == (A,)
    assert repairs.instead(DRIFT, NOW + 1) == {A: STUCK}
    assert repairs.due([*DRIFT, entry(B, DRIFTED)], NOW + SHORTEST_BACKOFF)
    assert repairs.left(DRIFT, NOW + STUCK_SECONDS) == ()
    assert repairs.due(DRIFT, NOW + STUCK_SECONDS)


def test_what_is_used_up_by_trying_is_not_tried_again_for_the_same_settings() -> None:
    repairs, drift = Repairs("one"), [entry(REGISTRATION, DRIFTED)]
    repairs.ended(report([entry(REGISTRATION, STUCK)]), NOW)
    repairs.about("one")
    assert not repairs.due(drift, NOW + 1e9)
    repairs.about("two")
    assert repairs.due(drift, NOW)
    assert repairs.instead(drift, NOW) == {}


def test_what_is_kept_again_is_forgotten() -> None:
    repairs = Repairs()
    repairs.ended(report([entry(REGISTRATION, STUCK)]), NOW)
    repairs.ended(report([entry(REGISTRATION, OK)]), NOW)
    assert repairs.due([entry(REGISTRATION, DRIFTED)], NOW + LONGEST_BACKOFF)


@pytest.mark.parametrize(
    ("seen", "is_due"),
    [(OK, True), (WARNING, True), (FAILED, True), (STUCK, False), (BLOCKED, False), (DRIFTED, False)],
)
def test_what_a_look_finds_kept_or_wrong_in_another_way_may_drift_anew(seen: Finding, is_due: bool) -> None:
    repairs = Repairs()
    repairs.ended(report([entry(A, STUCK)]), NOW)
    repairs.looked([entry(A, seen)])
    assert repairs.due(DRIFT, NOW + SHORTEST_BACKOFF) is is_due


def test_what_is_used_up_by_trying_is_not_tried_again_because_it_is_wrong_in_another_way() -> None:
    repairs, drift = Repairs(), [entry(REGISTRATION, DRIFTED)]
    repairs.ended(report([entry(REGISTRATION, STUCK)]), NOW)
    repairs.looked([entry(REGISTRATION, FAILED)])
    assert not repairs.due(drift, NOW + 1e9)


def test_an_agent_that_is_started_anew_because_of_another_repair_was_not_undone() -> None:
    repairs, other = Repairs(), entry("b.service", CHANGED)
    for number in range(UNDONE_TIMES):
        repairs.ended(report([entry("a.environment", CHANGED), entry(A, CHANGED), other]), NOW + number)
    drift = [entry(step, DRIFTED) for step in ("a.environment", A, "b.service")]
    assert repairs.left(drift, NOW + UNDONE_TIMES) == ("a.environment", "b.service")


def test_what_waits_for_a_step_that_is_left_alone_makes_no_repair_due_until_that_one_is_kept() -> None:
    repairs = Repairs()
    repairs.ended(report([entry(REGISTRATION, STUCK), entry(A, Finding.blocked(REGISTRATION))]), NOW)
    later = NOW + LONGEST_BACKOFF
    assert not repairs.due([entry(REGISTRATION, DRIFTED), entry(A, DRIFTED)], later)
    assert repairs.due([entry(REGISTRATION, OK), entry(A, DRIFTED)], later)
    assert repairs.due([entry(REGISTRATION, DRIFTED), entry(A, DRIFTED), entry(B, DRIFTED)], later)
    # It is no reason for a repair, and yet it is repaired by the next one if it can be.
    assert repairs.left([entry(REGISTRATION, DRIFTED), entry(A, DRIFTED)], later) == (REGISTRATION,)
    assert repairs.instead([entry(A, DRIFTED)], later) == {A: Finding.blocked(REGISTRATION)}


def test_a_repair_that_changed_nothing_is_not_sent_again_at_once() -> None:
    repairs = Repairs()
    repairs.ended(report([entry(A, OK)]), NOW)
    assert not repairs.due(DRIFT, NOW + SHORTEST_BACKOFF - 1)
    assert repairs.due(DRIFT, NOW + SHORTEST_BACKOFF)


def test_what_was_left_alone_is_not_forgotten() -> None:
    repairs = Repairs()
    repairs.ended(report([entry(REGISTRATION, STUCK)]), NOW)
    repairs.ended(report([entry(REGISTRATION, DRIFTED), entry(A, CHANGED)]), NOW)
    assert not repairs.due([entry(REGISTRATION, DRIFTED)], NOW)


def test_repairs_that_fail_wait_longer_and_longer_and_no_longer_than_that() -> None:
    repairs, waits = Repairs(), []
    for _ in range(6):
        repairs.ended(report([entry(A, FAILED)]), NOW)
        waits.append(repairs.not_before - NOW)
    assert waits == [60, 120, 240, 480, 900, 900]
    assert repairs.left(DRIFT, NOW) == ()
    assert repairs.instead(DRIFT, NOW) == {A: FAILED}
    assert not repairs.due(DRIFT, NOW + LONGEST_BACKOFF - 1)
    assert repairs.due(DRIFT, NOW + LONGEST_BACKOFF)
    repairs.ended(report([entry(A, CHANGED)]), NOW)
    repairs.ended(report([entry(A, FAILED)]), NOW)
    assert repairs.not_before - NOW == 60


def test_two_repairs_are_no_fight_and_three_are() -> None:
    repairs, last = undone(2)
    assert repairs.due(DRIFT, last)
    repairs, last = undone(3)
    assert repairs.left(DRIFT, last) == (A,)
    finding = repairs.instead(DRIFT, last)[A]
    assert finding.problem
    assert (finding.problem.code, finding.problem.details) == ("repair-undone", "now: it was changed")
    assert "a.service was repaired 3 times" in finding.problem.brief


def test_three_repairs_in_more_than_an_hour_are_no_fight() -> None:
    repairs, last = undone(10, every=UNDONE_SECONDS / 2)
    assert repairs.due(DRIFT, last)


def test_another_step_is_repaired_while_one_is_fought_over() -> None:
    repairs, last = undone(3)
    entries = [*DRIFT, entry(B, DRIFTED)]
    assert repairs.due(entries, last)
    assert repairs.left(entries, last) == (A,)


def test_after_the_truce_luck_is_tried_again_and_after_new_settings_at_once() -> None:
    repairs, last = undone(3)
    assert not repairs.due(DRIFT, NOW + TRUCE_SECONDS - 1)
    assert repairs.due(DRIFT, NOW + TRUCE_SECONDS)
    repairs.about("others")
    assert repairs.due(DRIFT, last)


@given(st.integers(1, 5), st.floats(-1e9, 1e9))
def test_a_clock_that_was_wrong_stops_no_repair_for_longer_than_a_right_one(failures: int, wrong: float) -> None:
    repairs = Repairs()
    for _ in range(failures):
        repairs.ended(report([entry(A, STUCK, later=wrong), entry(B, FAILED), entry("c.files", CHANGED)]), NOW + wrong)
    entries = [entry(A, DRIFTED), entry(B, DRIFTED), entry("c.files", DRIFTED)]
    later = NOW + TRUCE_SECONDS + STUCK_SECONDS + LONGEST_BACKOFF
    moments = [later + number * LONGEST_BACKOFF for number in range(30)]
    assert any(repairs.due(entries, moment) and not repairs.left(entries, moment) for moment in moments)
