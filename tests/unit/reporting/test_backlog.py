"""What waits for CloudWatch: bounded, the oldest first, and never older than CloudWatch takes."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.reporting.backlog import DIRECTORY, MOST, Backlog
from tests.unit.reporting.reports import NOON

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def backlog(tmp_path: Path) -> Backlog:
    return Backlog(Files(tmp_path))


def test_nothing_waits_before_anything_failed(backlog: Backlog) -> None:
    assert list(backlog.waiting(NOON)) == []
    backlog.forget()


def test_what_is_kept_comes_back_the_oldest_first_until_it_is_forgotten(backlog: Backlog) -> None:
    for number in (2, 0, 1):
        backlog.keep(NOON + number * HOUR, [{"Value": number}, {"Value": -number}])
    assert [datum["Value"] for datum in backlog.waiting(NOON + 3 * HOUR)] == [0, 0, 1, -1, 2, -2]
    backlog.forget()
    assert list(backlog.waiting(NOON)) == []


def test_the_same_report_waits_once(backlog: Backlog) -> None:
    assert [backlog.keep(NOON, [{"Value": 1}]) for _ in range(2)] == [1, 1]


def test_of_too_many_the_oldest_go(backlog: Backlog) -> None:
    kept = [backlog.keep(NOON + number * HOUR, [{"Value": number}]) for number in range(MOST + 3)]
    assert kept[-1] == MOST
    assert [datum["Value"] for datum in backlog.waiting(NOON)] == list(range(3, MOST + 3))


def test_what_cloudwatch_takes_no_more_is_forgotten(backlog: Backlog) -> None:
    backlog.keep(NOON, [{"Value": 0}])
    backlog.keep(NOON + HOUR, [{"Value": 1}])
    later = NOON + datetime.timedelta(days=14, minutes=1)
    assert [datum["Value"] for datum in backlog.waiting(later)] == [1]
    assert len(backlog.files.names(DIRECTORY)) == 1


def test_a_moment_elsewhere_on_earth_is_the_same_moment(backlog: Backlog) -> None:
    backlog.keep(NOON.astimezone(datetime.timezone(9 * HOUR)), [{"Value": 0}])
    assert backlog.files.names(DIRECTORY) == ("20261122T120001.500000Z.json",)


def test_a_file_that_somebody_spoiled_holds_nothing_and_stops_nobody(backlog: Backlog) -> None:
    backlog.files.write(f"{DIRECTORY}/20261122T000000.000000Z.json", "[{", mode=0o600)
    backlog.keep(NOON, [{"Value": 1}])
    assert [datum["Value"] for datum in backlog.waiting(NOON)] == [1]


def test_nobody_else_may_read_it(backlog: Backlog) -> None:
    backlog.keep(NOON, [])
    (name,) = backlog.files.names(DIRECTORY)
    assert backlog.files.mode(f"{DIRECTORY}/{name}") == 0o600
