"""Settings that cannot be used are told to people on standard error, and to programs in a report."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_bootstrap.cli import main

SECRET = "PlantedActivationCode 12345"


def ended(*words: str) -> object:
    with pytest.raises(SystemExit) as end:
        main.main(words)
    return end.value.code


@pytest.fixture(autouse=True)
def _wrong_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_BOOTSTRAP_REGION", "eu-west-1a")
    monkeypatch.setenv("AGENT_BOOTSTRAP_ACTIVATION_CODE", SECRET)


def report(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_program_reads_one_finding_for_each_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("check", "--json") == 78
    printed = capsys.readouterr()
    told = report(printed.out)
    assert (told["schema"], told["command"], told["converged"], told["exit_code"]) == (1, "check", False, 78)
    assert [finding["step"] for finding in told["findings"]] == ["settings", "settings"]
    assert {finding["status"] for finding in told["findings"]} == {"stuck"}
    by_code = {finding["problem"]["code"]: finding for finding in told["findings"]}
    assert set(by_code) == {"region-is-zone", "secret-with-strange-characters"}
    assert by_code["region-is-zone"]["facts"] == {"place": "AGENT_BOOTSTRAP_REGION", "key": "region"}
    assert by_code["region-is-zone"]["problem"]["remedy"] == "Write eu-west-1"
    assert by_code["region-is-zone"]["problem"]["owner"] == "settings"
    assert SECRET not in printed.out + printed.err


def test_a_person_reads_the_code_at_the_end_of_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("check") == 78
    printed = capsys.readouterr()
    assert printed.out == ""
    line = 'AGENT_BOOTSTRAP_REGION: region: "eu-west-1a" is an Availability Zone, not a Region  [region-is-zone]'
    assert line in printed.err.splitlines()
    assert "\n    Write eu-west-1\n" in printed.err
