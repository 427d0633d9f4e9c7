"""Settings that cannot be used: the old ones hold, each mistake is told once with its place, and is over when it is mended."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.report import SETTINGS_STEP
from agent_bootstrap.sandbox.faults import FAULTS
from tests.sandbox.scenes.watched import Watched

INTERVALS = "[daemon]\nlocal_interval = 1\nnetwork_interval = 3\n"
"""Nothing else is set, for a mistake must be the only one."""

_DIRECTORY = Path("/etc/agent-bootstrap")
_GOOD = Path("/run/good")
_BROKEN = _DIRECTORY / "conf.d/95-broken.toml"

ELSEWHERE = {
    "activation-code-file-absent": "is a mistake in the environment, and a daemon's stays as it was at its start"
}
MISTAKES = [name for name, fault in FAULTS.items() if fault.exit_code == ExitCode.SETTINGS and name not in ELSEWHERE]


def test_file_line_and_key_are_told_and_the_old_settings_hold(settled: Watched) -> None:
    began = time.time()
    _BROKEN.write_text("# by hand\n[daemon]\nlocal_interval = 0\n", encoding="utf-8")
    settled.reload()
    [told] = settled.until("it is told", lambda: settled.told(began, SETTINGS_STEP, "watch-interval-out-of-range"))
    assert f"{_BROKEN}:3" in told.fields["MESSAGE"]
    assert "daemon.local_interval" in told.fields["MESSAGE"]
    settled.run("systemctl stop amazon-cloudwatch-agent")
    settled.until("it is repaired", lambda: settled.told(began, "cloudwatch_agent.service", "repaired"))
    _BROKEN.unlink()
    settled.reload()
    settled.until("it is told to be over", lambda: settled.told(began, SETTINGS_STEP, "healed"))
    settled.until("all is well", lambda: settled.well(began))
    assert len([entry for entry in settled.heard(began) if SETTINGS_STEP in entry.steps]) == 2


def test_every_mistake_of_the_catalogue_is_told_once_and_is_over_when_it_is_mended(settled: Watched) -> None:
    shutil.copytree(_DIRECTORY, _GOOD)
    assert {name: _told_meanwhile(settled, name) for name in MISTAKES} == {
        name: [FAULTS[name].code, "healed"] for name in MISTAKES
    }


def _told_meanwhile(watched: Watched, name: str) -> list[str]:
    began, code = time.time(), FAULTS[name].code
    assert code
    watched.run(FAULTS[name].script)
    watched.reload()
    watched.until(f"{code} is told", lambda: watched.told(began, SETTINGS_STEP, code))
    watched.run(f"rm -r {_DIRECTORY}/conf.d; cp -a {_GOOD}/conf.d {_GOOD}/activation-code {_GOOD}/*.toml {_DIRECTORY}")
    watched.reload()
    watched.until(f"{code} is over", lambda: watched.told(began, SETTINGS_STEP, "healed"))
    return [entry.kind for entry in watched.heard(began) if SETTINGS_STEP in entry.steps]
