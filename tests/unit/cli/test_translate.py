"""`translate`: logs in, problems out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from agent_bootstrap.cli.main import main

DENIED = "2026-11-22T10:00:00Z E! cloudwatch: WriteToCloudWatch failure, err:  AccessDenied: no"
EXPIRED = "ERROR Registration failed due to error registering the instance with AWS SSM. ActivationExpired: x"
NOISE = "2026-11-22T10:00:00Z E! [EC2] Cannot get EC2 Metadata from IMDS"


def test_logs_of_both_agents_are_told_with_owner_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ssm.log").write_text(f"{EXPIRED}\n{EXPIRED}\n", encoding="utf-8")
    (tmp_path / "cloudwatch.log").write_text(f"{NOISE}\n{DENIED}\nE! odd\n", encoding="utf-8")
    assert main(["translate", str(tmp_path / "ssm.log"), str(tmp_path / "cloudwatch.log")]) == 3
    shown = capsys.readouterr().out
    assert "[activation-expired]" in shown
    assert "[cloudwatch-access-denied]" in shown
    assert "owner     AWS account" in shown
    assert "CloudWatchAgentServerPolicy" in shown
    assert "2 times; last:" in shown
    assert "problems: 2; harmless lines: 1; errors not known: 1\n  unknown: E! odd" in shown


def test_standard_input_becomes_one_json_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{DENIED}\n{NOISE}\n"))
    assert main(["translate", "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert [(entry["code"], entry["owner"], entry["times"]) for entry in told["problems"]] == [
        ("cloudwatch-access-denied", "aws-account", 1)
    ]
    assert told["problems"][0]["last"] == DENIED
    assert (told["schema"], told["harmless"], told["unknown"]) == (1, 1, [])


def test_a_log_without_anything_bad_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"I! all is well\n{NOISE}\n"))
    assert main(["translate", "-"]) == 0
    assert capsys.readouterr().out == "problems: 0; harmless lines: 1; errors not known: 0\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", str(tmp_path / "no.log")]) == 2
    assert f"there is no file {tmp_path}/no.log" in capsys.readouterr().err
