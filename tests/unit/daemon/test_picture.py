"""The picture is put together from looks of different depth."""

from __future__ import annotations

from agent_bootstrap.daemon.picture import Picture
from tests.unit.daemon.entries import BLOCKED, CHANGED, DRIFTED, FAILED, OK, STUCK, WARNING, entry

LINE, SERVICE = "network.resolves/ssm", "ssm_agent.service"


def test_a_look_at_this_server_alone_leaves_the_line_as_it_was() -> None:
    picture = Picture()
    assert picture.see([entry(LINE, FAILED), entry(SERVICE, OK)], whole=True)
    assert picture.see([entry(SERVICE, DRIFTED)], whole=False)
    assert {step: found.finding for step, found in picture.seen.items()} == {LINE: FAILED, SERVICE: DRIFTED}
    assert not picture.line_is_well


def test_a_look_at_everything_forgets_what_is_asked_for_no_more() -> None:
    picture = Picture()
    picture.see([entry(LINE, FAILED), entry(SERVICE, OK)], whole=True)
    assert not picture.see([entry(SERVICE, OK)], whole=True)
    assert list(picture.seen) == [SERVICE]
    assert picture.line_is_well


def test_other_words_for_the_same_are_no_difference() -> None:
    picture = Picture()
    picture.see([entry(SERVICE, CHANGED)], whole=True)
    assert not picture.see([entry(SERVICE, OK, later=60)], whole=True)


def test_a_line_that_waits_is_not_well() -> None:
    picture = Picture()
    picture.see([entry(LINE, BLOCKED)], whole=True)
    assert not picture.line_is_well


def test_why_a_step_was_repaired_is_remembered() -> None:
    picture = Picture()
    picture.see([entry(SERVICE, DRIFTED)], whole=True)
    picture.see([entry(SERVICE, CHANGED)], whole=True)
    assert picture.drift[SERVICE] == "it was changed"


def test_what_is_shown_says_why_something_is_left_alone() -> None:
    picture = Picture()
    picture.see([entry(LINE, OK), entry(SERVICE, DRIFTED)], whole=True)
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
    picture.see(wrong, whole=True)
    assert all(picture.is_blip(wrong, repair_is_due=True) for _ in range(3))
    assert picture.shown([], {}) == (), "it was never told how this stands"
    assert not picture.is_blip(wrong)


def test_what_is_doubted_is_told_by_nothing_else_that_is_told_in_the_meantime() -> None:
    picture = Picture()
    picture.tell([entry(LINE, OK), entry(SERVICE, OK)])
    picture.see([entry(LINE, FAILED), entry(SERVICE, WARNING)], whole=True)
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
