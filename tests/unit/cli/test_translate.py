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


STARTED_TOO_SOON = "2026-11-22 10:00:01 ERROR failed to get identity: failed to find agent identity"
READY = "2026-11-22 10:00:09 INFO [CredentialRefresher] Credentials ready"


def test_what_the_agent_got_over_is_told_as_that_and_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{STARTED_TOO_SOON}\n{READY}\n"))
    assert main(["translate"]) == 0
    shown = capsys.readouterr().out
    assert "[ssm-agent-without-identity]\n  over" in shown
    assert "Put /var/lib/amazon/ssm/Vault back" not in shown
    assert "problems: 0, and 1 that is over; harmless lines: 0" in shown


@pytest.mark.parametrize(
    "lines", [(READY, STARTED_TOO_SOON), (STARTED_TOO_SOON, READY, STARTED_TOO_SOON), (STARTED_TOO_SOON,)]
)
def test_what_was_said_after_the_last_success_is_not_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert main(["translate", "--json"]) == 3
    assert [entry["over"] for entry in json.loads(capsys.readouterr().out)["problems"]] == [False]


def test_a_problem_with_two_things_is_over_when_both_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = 'RequestError: Post "https://ssm.eu-west-1.amazonaws.com/": x509: certificate signed by unknown authority'
    health = f"2026-11-22 10:00:01 ERROR [ssm-agent-worker] Entering SSM Agent hibernate - {refused}"
    credentials = f"2026-11-22 10:00:02 ERROR [CredentialRefresher] Retrieve credentials produced error: {refused}"
    for last, over in (
        (READY, False),
        ("2026-11-22 10:00:10 INFO Successfully opened websocket connection to: x", True),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join((health, credentials, last))))
        main(["translate", "--json"])
        assert [entry["over"] for entry in json.loads(capsys.readouterr().out)["problems"]] == [over]


def test_a_success_of_one_agent_ends_nothing_of_the_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dies = "2026-11-22T10:00:00Z E! Error running agent: Failed to ChangeUser: user: unknown user cwagent"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{dies}\n{READY}\n"))
    assert main(["translate", "--json"]) == 3
    assert [entry["over"] for entry in json.loads(capsys.readouterr().out)["problems"]] == [False]


def test_a_log_without_anything_bad_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"I! all is well\n{NOISE}\n"))
    assert main(["translate", "-"]) == 0
    assert capsys.readouterr().out == "problems: 0; harmless lines: 1; errors not known: 0\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", str(tmp_path / "no.log")]) == 2
    assert f"there is no file {tmp_path}/no.log" in capsys.readouterr().err
