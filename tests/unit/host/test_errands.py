"""Errands, started for real: a small program stands for systemd-run, and writes down how it was called."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import Optional

import psutil
import pytest

from agent_bootstrap.host import errands
from agent_bootstrap.host.errands import LOOK, REPAIR, Ended, Errands, Running
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.secret import Secret

CODE = Secret("PlantedActivationCode")

SYSTEMD_RUN = """#!/bin/sh
for word; do printf '%s\\n' "$word"; done > "$PLACE/words"
cat > "$PLACE/input"
cp "$PLACE/environment" "$PLACE/environment-seen" 2> /dev/null
env > "$PLACE/own-environment"
eval "$THEN"
"""

SYSTEMCTL = """#!/bin/sh
printf '%s ' "$@" >> "$PLACE/systemctl-words"
eval "$SYSTEMCTL_THEN"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("systemd-run", SYSTEMD_RUN), ("systemctl", SYSTEMCTL)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("PLACE", str(tmp_path))
    monkeypatch.setattr(errands, "ENVIRONMENT", str(tmp_path / "environment"))
    return tmp_path


def ended(running: Running) -> Ended:
    """How an errand ends that does."""
    assert running.process
    running.process.wait(timeout=30)
    found = running.ended()
    assert found
    return found


def words(place: Path) -> list[str]:
    return (place / "words").read_text().splitlines()


def properties(place: Path) -> list[str]:
    return [word.partition("=")[2] for word in words(place) if word.startswith("--property=")]


def test_an_errand_brings_home_what_it_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEN", "echo report; echo 'caf\\351' >&2; exit 3")
    assert ended(Errands({}).start(LOOK, "plan", "--json")) == Ended(3, "report\n", "caf\ufffd\n")


def test_an_errand_is_this_program_in_a_unit_that_ends(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEN", "true")
    ended(Errands({}).start(REPAIR, "bootstrap", "--json", "--leave", "a.b"))
    before, program = words(place)[: words(place).index("--")], words(place)[words(place).index("--") + 1 :]
    assert before[:5] == ["--quiet", "--wait", "--pipe", "--collect", "--unit=agent-bootstrap-repair.service"]
    assert {"RuntimeMaxSec=3600", "KillMode=mixed"} <= set(properties(place))
    assert program[-6:] == ["-m", "agent_bootstrap", "bootstrap", "--json", "--leave", "a.b"]


def test_systemd_calls_no_exit_code_a_success_that_comes_without_a_report(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEN", "true")
    ended(Errands({}).start(REPAIR, "bootstrap", "--json"))
    (answers,) = (value for value in properties(place) if value.startswith("SuccessExitStatus="))
    assert str(int(ExitCode.BUSY)) not in answers.partition("=")[2].split(), "systemd-run itself would end with 0"


def test_a_look_may_see_everything_and_change_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEN", "true")
    ended(Errands({}).start(LOOK, "plan"))
    bounds = next(item for item in properties(place) if item.startswith("CapabilityBoundingSet="))
    assert not {"CAP_DAC_OVERRIDE", "CAP_SYS_ADMIN", "CAP_CHOWN", "CAP_NET_ADMIN"} & set(
        bounds.partition("=")[2].split()
    )
    assert "NoNewPrivileges=yes" in properties(place)


def test_the_installed_command_is_started_as_it_was_typed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = place / "agent-bootstrap"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(command), "daemon"])
    monkeypatch.setenv("THEN", "true")
    ended(Errands({}).start(LOOK, "plan"))
    assert words(place)[-2:] == [str(command), "plan"]


def test_the_code_comes_through_standard_input_and_stands_nowhere_else(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEN", "true")
    ended(Errands({}).start(LOOK, "plan", code=CODE))
    assert words(place)[-2:] == ["--activation-code-file", "-"]
    assert (place / "input").read_text() == f"{CODE.reveal()}\n"
    assert CODE.reveal() not in (place / "words").read_text() + (place / "own-environment").read_text()


def test_without_a_code_nothing_comes_and_nothing_is_waited_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEN", "true")
    ended(Errands({}).start(LOOK, "plan"))
    assert (place / "input").read_text() == ""
    assert words(place)[-1] == "plan"


def test_settings_of_the_environment_are_handed_on_in_a_file_for_root_alone(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEN", "true")
    given = {"AGENT_BOOTSTRAP_REGION": "eu-west-1", "AGENT_BOOTSTRAP_ACTIVATION_CODE": 'a"b\\c$d`e', "HOME": "/root"}
    ended(Errands(given).start(LOOK, "plan"))
    assert f"EnvironmentFile={place / 'environment'}" in properties(place)
    seen = place / "environment-seen"
    assert (
        seen.read_text() == 'AGENT_BOOTSTRAP_ACTIVATION_CODE="a\\"b\\\\c\\$d\\`e"\nAGENT_BOOTSTRAP_REGION="eu-west-1"\n'
    )
    assert stat.S_IMODE((place / "environment").stat().st_mode) == 0o600


def test_without_settings_in_the_environment_there_is_no_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEN", "true")
    ended(Errands({"HOME": "/root"}).start(LOOK, "plan"))
    assert not (place / "environment").exists()


def test_an_errand_that_is_under_way_has_not_ended(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEN", "exec sleep 60")
    running = Errands({}).start(LOOK, "plan")
    assert running.ended() is None
    Errands({}).abandon(running)
    assert running.ended() == Ended(-9, "", "")
    assert (place / "systemctl-words").read_text() == "stop --no-block agent-bootstrap-look.service "


def test_an_errand_that_cannot_be_started_says_why(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(place / "no-programs"))
    running = Errands({}).start(LOOK, "plan")
    assert running.ended() == Ended(127, "", "[Errno 2] No such file or directory: 'systemd-run'")
    Errands({}).abandon(running)


def test_an_environment_that_cannot_be_handed_on_starts_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "ENVIRONMENT", str(place / "no-directory" / "environment"))
    found = Errands({"AGENT_BOOTSTRAP_REGION": "eu-west-1"}).start(LOOK, "plan").ended()
    assert found
    assert found.exit_code == errands.NOT_STARTED
    assert not (place / "words").exists()


@pytest.mark.parametrize("then", [None, "exec sleep 60"], ids=["systemctl is not there", "systemctl hangs"])
def test_a_stop_that_cannot_be_told_is_not_waited_for(
    place: Path, monkeypatch: pytest.MonkeyPatch, then: Optional[str]
) -> None:
    monkeypatch.setattr(errands, "_STOP_SECONDS", 0.05)
    if then is None:
        monkeypatch.setenv("PATH", str(place / "no-programs"))
    else:
        monkeypatch.setenv("SYSTEMCTL_THEN", then)
    begin = time.monotonic()
    Errands({}).stop(Running(LOOK, None, 0, 0))
    assert time.monotonic() - begin < 30


def test_nothing_is_left_open_or_unasked_after_many_errands(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEN", "echo report")
    ended(Errands({}).start(LOOK, "plan", code=CODE))
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(10):
        ended(Errands({}).start(LOOK, "plan", code=CODE))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert psutil.STATUS_ZOMBIE not in [child.status() for child in psutil.Process().children()]
