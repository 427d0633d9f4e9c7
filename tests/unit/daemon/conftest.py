"""A stage for each test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.daemon.stage import Stage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    # No power cut is played, and a disk is slower than all the rest together.
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return Stage(tmp_path)
