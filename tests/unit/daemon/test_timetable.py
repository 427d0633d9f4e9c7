"""When what is due, on a clock that is only a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.daemon.timetable import CONFIRM_SECONDS, DEEP_LOOKS, PATIENT_LOOKS, Timetable, jitter
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.watching import LONGEST_WATCH, SHORTEST_WATCH, Daemon

INTERVALS = st.builds(Daemon, st.integers(SHORTEST_WATCH, LONGEST_WATCH), st.integers(SHORTEST_WATCH, LONGEST_WATCH))


def timetable(*, glance_at: float = 0.0, network_at: float = 0.0, unwell: int = 0) -> Timetable:
    return Timetable(Daemon(60, 900), 3600.0, glance_at, network_at, lambda seconds: seconds, unwell)


@given(st.floats(0, LONGEST_WATCH))
def test_a_pause_is_at_most_a_tenth_longer_or_shorter(seconds: float) -> None:
    assert seconds * 0.9 <= jitter(seconds) <= seconds * 1.1


def test_servers_do_not_knock_in_step() -> None:
    assert len({jitter(900) for _ in range(100)}) > 90


@given(INTERVALS, st.floats(1, 3600), st.floats(0, 1e9))
def test_a_glance_comes_before_the_supervisor_loses_patience(intervals: Daemon, longest: float, now: float) -> None:
    table = Timetable(intervals, longest, now, now)
    table.glanced(now)
    assert 0 < table.glance_at - now <= 1.1 * min(intervals.local_interval, longest) + 1e-6


@given(INTERVALS, st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=200))
def test_the_next_look_is_never_further_than_the_settings_say(
    intervals: Daemon, looks: list[tuple[bool, bool]]
) -> None:
    table, now = Timetable(intervals, 3600.0, 0.0, 0.0), 0.0
    for well, news in looks:
        table.looked(now, well=well, news=news)
        shortest = min(intervals.network_interval, intervals.network_interval if well else intervals.local_interval)
        assert shortest * 0.9 - 1e-6 <= table.network_at - now <= intervals.network_interval * 1.1 + 1e-6
        now = table.network_at


def test_what_is_wrong_is_looked_at_every_minute_and_after_ten_looks_more_and_more_rarely() -> None:
    table, pauses = timetable(), []
    for _ in range(5 * PATIENT_LOOKS):
        table.looked(0, well=False, news=False)
        pauses.append(table.network_at)
    assert sorted(set(pauses)) == [60, 120, 240, 480, 900]
    assert pauses == sorted(pauses)


@pytest.mark.parametrize(("well", "news"), [(True, False), (False, True)])
def test_patience_begins_anew_with_what_is_new(well: bool, news: bool) -> None:
    table = timetable(unwell=3 * PATIENT_LOOKS)
    table.looked(0, well=well, news=news)
    table.looked(0, well=False, news=False)
    assert table.network_at == 60


def test_a_look_that_is_due_earlier_stays_due() -> None:
    table = timetable(network_at=105.0)
    table.look_again(100)
    assert table.network_at == 105
    table.look_again(90)
    assert table.network_at == 90 + CONFIRM_SECONDS


def test_changed_settings_make_everything_due() -> None:
    table = timetable(glance_at=500.0, network_at=900.0)
    table.changed(Daemon(5, 10), 100)
    assert table.pause(100) == 0
    table.glanced(100)
    table.looked(100, well=True, news=False)
    assert (table.glance_at, table.network_at, table.pause(100)) == (105, 110, 5)


def test_a_pause_that_is_over_is_none() -> None:
    assert timetable(glance_at=10.0, network_at=20.0).pause(30) == 0


def test_every_sixteenth_look_at_the_line_goes_as_deep_as_can_be() -> None:
    table, deep = timetable(), []
    for number in range(1, 3 * DEEP_LOOKS + 1):
        if table.depth is Depth.EVERYTHING:
            deep.append(number)
        table.looked(number, well=True, news=False)
    assert deep == [DEEP_LOOKS, 2 * DEEP_LOOKS, 3 * DEEP_LOOKS]
