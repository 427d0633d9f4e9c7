"""The daemon in the sandbox: it notices, names, heals and tells once. Each scene is one server with one daemon on it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.sandbox.faults import FAULTS
from tests.sandbox.conftest import Sandbox
from tests.sandbox.scenes import switches, toggles
from tests.sandbox.scenes.meetings import MEET, NOT_UNDER_A_DAEMON, REGISTERED
from tests.sandbox.scenes.mistakes import ELSEWHERE, MISTAKES
from tests.sandbox.scenes.switches import SETTINGS

SCENES = sorted(path.stem for path in Path(__file__).with_name("scenes").glob("*.py"))
EQUIPMENT = {"conftest", "watched", "toggles", "switches", "meetings"}

PLAY = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout", "900")


@pytest.mark.timeout(1000)
@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene not in EQUIPMENT])
def test_the_scene_goes_as_it_shall(sandbox: Sandbox, scene: str) -> None:
    ended = sandbox("--", *PLAY, f"tests/sandbox/scenes/{scene}.py", patience=1000)
    assert ended.exit_code == 0, ended.output + ended.errors


def test_every_fault_is_switched_under_a_daemon_or_it_is_said_why_not() -> None:
    mistakes = {name for name, fault in FAULTS.items() if fault.exit_code == ExitCode.SETTINGS}
    gets_over = {name for name, fault in FAULTS.items() if fault.code is None}
    assert set(FAULTS) - set(toggles.TOGGLED) == {*NOT_UNDER_A_DAEMON, *mistakes, *gets_over}
    assert mistakes == {*MISTAKES, *ELSEWHERE}
    assert {*MEET, *toggles.SPREAD, *toggles.CONFIGURED, *toggles.BREAKING, *switches.AFTER_AN_HOUR} <= set(
        toggles.TOGGLED
    )


def test_what_a_fault_breaks_on_the_server_is_mended_by_its_settings_or_by_lines_of_its_own() -> None:
    broken = {name for name in toggles.TOGGLED if switches.script(name) and name not in REGISTERED}
    assert {name for name in broken if not FAULTS[name].undone and SETTINGS not in FAULTS[name].script} == set()
