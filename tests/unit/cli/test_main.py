"""The outer door: what is unknown is a bug and says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent_bootstrap.cli import main, version


def test_an_unknown_exception_is_a_bug_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> int:
        raise LookupError("nobody thought of this")

    monkeypatch.setattr(version, "run", broken)
    assert main.main(["version"]) == 70
    errors = capsys.readouterr().err
    assert "this is a bug in agent-bootstrap" in errors
    assert "LookupError: nobody thought of this" in errors


def test_ctrl_c_is_no_bug(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(version, "run", interrupted)
    assert main.main(["version"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_bug() -> None:
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m agent_bootstrap config schema | head -1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout.splitlines()[-1] in ("0", "141")
    assert ended.stderr == ""


def test_what_was_said_before_ctrl_c_is_not_lost() -> None:
    script = """
import sys
from agent_bootstrap.cli import main, version

def interrupted(_):
    print("half of it")
    raise KeyboardInterrupt

version.run, sys.argv = interrupted, ["agent-bootstrap", "version"]
main.entry()
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (130, "half of it\n")


def test_a_full_disk_behind_the_output_is_no_bug() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "agent_bootstrap", "version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "agent-bootstrap: standard output: No space left on device; make room and run it again\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_whoever_closes_the_output_just_hears_nothing(closed: str) -> None:
    command = f"{sys.executable} -m agent_bootstrap version {closed}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("verb", main.VERBS)
def test_every_verb_has_help_with_the_exit_codes(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main([verb, "--help"])
    assert ended.value.code == 0
    assert "78   settings" in capsys.readouterr().out


def test_a_mistyped_flag_does_not_repeat_its_secret(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["bootstrap", "--activation-code-fil=/etc/x"])
    assert ended.value.code == 2
