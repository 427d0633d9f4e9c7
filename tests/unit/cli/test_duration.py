"""Durations as people type them."""

from __future__ import annotations

import argparse

import pytest

from agent_bootstrap.cli import duration


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("15m", 900), ("1h", 3600), (" 1.5m ", 90)])
def test_durations(text: str, seconds: float) -> None:
    assert duration.seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1s", "1d", "1 m"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="write for example 90s, 15m or 1h"):
        duration.seconds(text)
