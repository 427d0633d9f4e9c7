"""What breaks the server itself, or meets whoever downloads, registers or reports, comes and goes under one daemon."""

from __future__ import annotations

import pytest

from tests.sandbox.scenes import toggles
from tests.sandbox.scenes.watched import Watched


@pytest.mark.parametrize("name", toggles.BREAKING)
def test_it_is_noticed_named_told_once_and_over_when_it_is_mended(settled: Watched, name: str) -> None:
    settled.an_hour_passes()
    assert toggles.complaints(toggles.toggle(settled, name)) == []
