"""The picture is put together from looks of different depth."""

from __future__ import annotations

import pytest

from agent_bootstrap.daemon.picture import Picture
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import metrics_and_logs
from tests.unit.daemon.entries import BLOCKED, CHANGED, DRIFTED, FAILED, OK, STUCK, WARNING, entry

LINE, SERVICE = "network.resolves/ssm", "ssm_agent.service"


def test_a_look_at_this_server_alone_leaves_the_line_as_it_was() -> None:
    picture = Picture()
    assert picture.see([entry(LINE, FAILED), entry(SERVICE, OK)], Depth.NETWORK)
    assert picture.see([entry(SERVICE, DRIFTED)], Depth.LOCAL)
    assert {step: found.finding for step, found in picture.seen.items()} == {LINE: FAILED, SERVICE: DRIFTED}
    assert not picture.line_is_well


def test_a_look_at_everything_forgets_what_is_asked_for_no_more() -> None:
    picture = Picture()
    picture.see([entry(LINE, FAILED), entry(SERVICE, OK)], Depth.NETWORK)
    assert not picture.see([entry(SERVICE, OK)], Depth.NETWORK)
    assert list(picture.seen) == [SERVICE]
    assert picture.line_is_well


DELIVERY = "cloudwatch_agent.delivery"
LOST = Finding.of(metrics_and_logs.METRICS_NOT_ARRIVING.found(metric="mem_used_percent", host="a", namespace="CWAgent"))


@pytest.mark.parametrize(
    ("depth", "later", "known"),
    [
        (Depth.LOCAL, OK, LOST),
        (Depth.NETWORK, OK, LOST),
        (Depth.NETWORK, FAILED, FAILED),
        (Depth.NETWORK, BLOCKED, BLOCKED),
        (Depth.EVERYTHING, OK, OK),
    ],
)
def test_what_only_the_deepest_look_finds_is_over_only_for_such_a_look(
    depth: Depth, later: Finding, known: Finding
) -> None:
    picture = Picture()
    picture.see([entry(DELIVERY, LOST)], Depth.EVERYTHING)
    assert picture.wants is Depth.EVERYTHING
    picture.see([entry(DELIVERY, later)], depth)
    assert picture.seen[DELIVERY].finding == known
    assert picture.wants is (Depth.EVERYTHING if known is LOST else Depth.LOCAL)


def test_a_line_that_is_not_well_is_looked_at() -> None:
    picture = Picture()
    picture.see([entry(LINE, FAILED)], Depth.NETWORK)
    assert picture.wants is Depth.NETWORK


def test_other_words_for_the_same_are_no_difference() -> None:
    picture = Picture()
    picture.see([entry(SERVICE, CHANGED)], Depth.NETWORK)
    assert not picture.see([entry(SERVICE, OK, later=60)], Depth.NETWORK)


def test_a_line_that_waits_is_not_well() -> None:
    picture = Picture()
    picture.see([entry(LINE, BLOCKED)], Depth.NETWORK)
    assert not picture.line_is_well


def test_why_a_step_was_repaired_is_remembered() -> None:
    picture = Picture()
    picture.see([entry(SERVICE, DRIFTED)], Depth.NETWORK)
    picture.see([entry(SERVICE, CHANGED)], Depth.NETWORK)
    assert picture.drift[SERVICE] == "it was changed"


def test_what_is_shown_says_why_something_is_left_alone() -> None:
    picture = Picture()
    picture.see([entry(LINE, OK), entry(SERVICE, DRIFTED)], Depth.NETWORK)
    assert picture.drifted() == (SERVICE,)
    shown = picture.shown([entry("daemon.errands", FAILED)], {SERVICE: STUCK})
    assert [(found.step, found.finding) for found in shown] == [
        ("daemon.errands", FAILED),
        (LINE, OK),
        (SERVICE, STUCK),
    ]


def test_a_blip_is_waited_for_once() -> None:
    picture = Picture()
    picture.tell([entry(LINE, OK)])
    wrong = [entry(LINE, FAILED)]
    assert picture.is_blip(wrong)
    assert not picture.is_blip(wrong)


def test_news_waits_for_a_repair_that_is_due() -> None:
    picture = Picture()
    picture.tell([entry(SERVICE, OK)])
    wrong = [entry(LINE, FAILED)]
    picture.see(wrong, Depth.NETWORK)
    assert all(picture.is_blip(wrong, repair_is_due=True) for _ in range(3))
    assert picture.shown([], {}) == (), "it was never told how this stands"
    assert not picture.is_blip(wrong)


def test_what_is_doubted_is_told_by_nothing_else_that_is_told_in_the_meantime() -> None:
    picture = Picture()
    picture.tell([entry(LINE, OK), entry(SERVICE, OK)])
    picture.see([entry(LINE, FAILED), entry(SERVICE, WARNING)], Depth.NETWORK)
    assert picture.is_blip(picture.shown([], {}))
    assert [found.finding for found in picture.shown([], {})] == [OK, WARNING]
    assert not picture.is_blip(picture.shown([], {}))
    assert [found.finding for found in picture.shown([], {})] == [FAILED, WARNING]


def test_after_a_blip_the_next_one_is_waited_for_again() -> None:
    picture = Picture()
    picture.tell([entry(LINE, OK)])
    assert picture.is_blip([entry(LINE, FAILED)])
    assert not picture.is_blip([entry(LINE, OK)])
    assert picture.is_blip([entry(LINE, FAILED)])


def test_what_was_wrong_at_the_first_look_is_no_blip() -> None:
    assert not Picture().is_blip([entry(LINE, FAILED)])
