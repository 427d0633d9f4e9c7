"""The daemon in the sandbox: it notices, names, heals and tells once. Each scene is one server with one daemon on it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.scenes import toggles

SCENES = sorted(path.stem for path in Path(__file__).with_name("scenes").glob("*.py"))
EQUIPMENT = {"conftest", "watched", "toggles"}

PLAY = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout", "900")


@pytest.mark.timeout(1000)
@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene not in EQUIPMENT])
def test_the_scene_goes_as_it_shall(sandbox: Sandbox, scene: str) -> None:
    ended = sandbox("--", *PLAY, f"tests/sandbox/scenes/{scene}.py", patience=1000)
    assert ended.exit_code == 0, ended.output + ended.errors


def test_every_fault_is_switched_under_a_daemon_or_it_is_said_why_not() -> None:
    assert [name for name in toggles.OF_THE_WORLD if name not in toggles.TOGGLED and not toggles.why_not(name)] == []
    assert [name for name in toggles.NOT_UNDER_A_DAEMON if name not in toggles.OF_THE_WORLD] == []
    assert set(toggles.SPREAD) <= set(toggles.TOGGLED)
