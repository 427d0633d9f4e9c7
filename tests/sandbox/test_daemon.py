"""The daemon in the sandbox: it notices, names, heals and tells once. Each scene is one server with one daemon on it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox

SCENES = sorted(path.stem for path in Path(__file__).with_name("scenes").glob("*.py"))
EQUIPMENT = {"conftest", "watched", "toggles"}

PLAY = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout", "900")


@pytest.mark.timeout(1000)
@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene not in EQUIPMENT])
def test_the_scene_goes_as_it_shall(sandbox: Sandbox, scene: str) -> None:
    ended = sandbox("--", *PLAY, f"tests/sandbox/scenes/{scene}.py", patience=1000)
    assert ended.exit_code == 0, ended.output + ended.errors
