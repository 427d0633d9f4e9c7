"""`agent-bootstrap explain`: every code is explained to a person, and to a program."""

from __future__ import annotations

import json

import pytest

from agent_bootstrap.cli import main
from agent_bootstrap.model import problems
from agent_bootstrap.model.templates import filled

KINDS = problems.by_code()


def test_a_code_is_told_with_all_that_a_person_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain", "s3-access-denied"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("s3-access-denied: S3 denies access to the bucket BUCKET\n")
    assert "\nowner     AWS account\n" in told
    assert "\nstatus    stuck: it waits for its owner" in told
    assert "\nremedy    Allow s3:GetObject on arn:aws:s3:::BUCKET/* for everybody" in told
    assert "\nverify    curl -sS -o /dev/null -w '%{http_code}\\n' URL\n          # prints 200\n" in told
    assert "\nrehearse  agent-bootstrap sandbox --fault s3-access-denied\n" in told


def test_every_code_is_explained_without_a_gap_and_in_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    for code in KINDS:
        assert main.main(["explain", code]) == 0
        lines = capsys.readouterr().out.splitlines()
        labels = [line.split()[0] for line in lines if line and not line.startswith(" ")]
        wanted = ["owner", "status", "cause", "seen", "remedy", "verify"]
        assert [label for label in labels if label in wanted] == wanted, code
        # What is to be copied stays whole: a command for `verify`, and what stands between backticks.
        prose = [line for line in lines if not line.startswith("verify ") and "`" not in line]
        assert [line for line in prose if len(line) > 80 and len(line.split()) > 1] == [], code


def test_without_a_code_all_are_listed_by_layer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain"]) == 0
    told = capsys.readouterr().out
    assert {line.split()[0] for line in told.splitlines() if line[:3].strip() and line[:2] == "  "} == set(KINDS)
    assert "DNS\n  dns-nxdomain                NAME does not exist in DNS\n" in told
    assert told.index("\nDNS\n") < told.index("  dns-silent") < told.index("\nS3\n")


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [("dns-nxdomian", "dns-nxdomain"), ("s3-acess-denied", "s3-access-denied"), ("tcp-blackhole", "tcp-black-hole")],
)
def test_a_mistyped_code_is_answered_with_the_nearest(
    mistyped: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["explain", mistyped]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"no problem has the code {mistyped}; did you mean {meant}" in told.err


def test_what_is_like_no_code_is_sent_to_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain", "zzz", "--json"]) == 2
    assert "`agent-bootstrap explain` lists all codes." in capsys.readouterr().err


def test_programs_are_told_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain", "dns-nxdomain", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == 1
    (problem,) = told["problems"]
    assert (problem["code"], problem["owner"], problem["status"]) == ("dns-nxdomain", "dns", "stuck")
    assert problem["rehearse"] == ["agent-bootstrap sandbox --fault dns-nxdomain"]
    assert problem["cause"] == filled(KINDS["dns-nxdomain"].cause, {})


def test_programs_are_told_all_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain", "--json"]) == 0
    assert [problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]] == list(KINDS)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{name} on {address}", "ssm on ADDRESS"),
        ("0x{byte:02x}", "0xBYTE"),
        ("curl -w '%{http_code}' ${name}", "curl -w '%{http_code}' ${name}"),
        ("awk '{{print $1}}'", "awk '{print $1}'"),
        ("awk '{print $1}'", "awk '{print $1}'"),
    ],
)
def test_a_template_shows_what_is_known_and_a_word_for_what_is_not(template: str, told: str) -> None:
    assert filled(template, {"name": "ssm"}) == told
