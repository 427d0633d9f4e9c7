"""The moment that a header tells, and what it means for this server's clock."""

from __future__ import annotations

import datetime

import pytest

from agent_bootstrap.diagnosis import clocks

NOON = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize("header", ["Sun, 22 Nov 2026 12:00:00 GMT", "Sun, 22 Nov 2026 12:00:00 -0000"])
def test_a_date_is_understood(header: str) -> None:
    assert clocks.date_of(header) == NOON


@pytest.mark.parametrize("header", [None, "", "yesterday", "Sun, 99 Nov 2026 12:00:00 GMT"])
def test_what_is_no_date_tells_no_moment(header: str) -> None:
    assert clocks.date_of(header) is None


@pytest.mark.parametrize(("seconds", "words"), [(-412, "is 412 s behind AWS's"), (412, "is 412 s ahead of AWS's")])
def test_the_problem_says_how_far_and_which_way(seconds: int, words: str) -> None:
    found = clocks.skew("ssm.example", NOON + datetime.timedelta(seconds=seconds), NOON)
    assert (found.code, found.owner.value, found.may_pass) == ("clock-skew", "server", False)
    assert words in found.brief
    assert "Date 2026-11-22T12:00:00Z" in found.details
