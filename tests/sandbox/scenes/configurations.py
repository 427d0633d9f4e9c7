"""What settings and the files that they name make go wrong comes and goes with them, under one daemon: named, told once, over."""

from __future__ import annotations

import pytest

from tests.sandbox.scenes import toggles
from tests.sandbox.scenes.watched import Watched

INTERVALS = "[daemon]\nlocal_interval = 1\nnetwork_interval = 3\n"
"""Nothing of the metrics: these settings are what is put in the place of another configuration."""


@pytest.mark.parametrize("name", toggles.CONFIGURED)
def test_it_is_named_told_once_and_over_when_the_files_are_as_they_were(settled: Watched, name: str) -> None:
    assert toggles.complaints(toggles.toggle(settled, name)) == []
