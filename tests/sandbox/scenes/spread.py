"""One fault of each layer, switched on and off under one daemon: noticed, named, told once, and healed by itself."""

from __future__ import annotations

import pytest

from tests.sandbox.scenes import toggles
from tests.sandbox.scenes.watched import Watched


@pytest.mark.parametrize("name", toggles.SPREAD)
def test_it_is_noticed_named_told_once_and_over_when_it_is_lifted(settled: Watched, name: str) -> None:
    assert toggles.complaints(toggles.toggle(settled, name)) == []
