"""`check --ticket`: each team gets a text that it can work with, and nobody gets a secret."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Optional

import pytest

from agent_bootstrap.cli import main, ticket
from agent_bootstrap.host import source_address
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import connection, dns, s3, server, settings
from agent_bootstrap.model.report import Entry, Report

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc)
HOST = {"name": "web-17", "distribution": "Debian GNU/Linux 12", "architecture": "x86_64", "kernel": "6.1"}

NXDOMAIN = dns.NXDOMAIN.found("10.0.0.2 says NXDOMAIN", name="ssm.eu-west-1.amazonaws.com")
NXDOMAIN_TOO = dns.NXDOMAIN.found("10.0.0.2 says NXDOMAIN", name="kms.eu-west-1.amazonaws.com")
REFUSED = connection.TCP_REFUSED.found(
    "10.20.1.11: connection refused after 3 ms", name="ssm.eu-west-1.amazonaws.com", address="10.20.1.11"
)
DENIED = s3.ACCESS_DENIED.found("HTTP 403", bucket="b", key="k", host="b.s3.example", url="https://b.s3.example/k")
MISSING = server.TOOL_MISSING.found("not on the PATH", tool="gpgv")
UNKNOWN = settings.KEY_UNKNOWN.found()


def source(address: str) -> Optional[str]:
    return {"10.0.0.2": "192.168.7.5", "10.20.1.11": "192.168.7.6", "127.0.0.53": "127.0.0.1"}.get(address)


def told(*found: Finding | Problem) -> str:
    findings = [one if isinstance(one, Finding) else Finding.of(one) for one in found]
    entries = [Entry(f"step.number/{number}", "it holds", one, NOON) for number, one in enumerate(findings)]
    report = Report("check", NOON, NOON + datetime.timedelta(seconds=3), HOST, tuple(entries))
    return "\n".join(ticket.lines(report, "eu-west-1", source))


def test_each_team_gets_one_ticket_with_its_own_problems() -> None:
    text = told(NXDOMAIN, REFUSED, DENIED, MISSING, NXDOMAIN_TOO)
    tickets = text.split("----- Ticket for: ")[1:]
    assert [one.split(" -----")[0] for one in tickets] == ["DNS", "firewall and network", "AWS account", "this server"]
    assert ["[dns-nxdomain]" in one for one in tickets] == [True, False, False, False]
    assert ["[tcp-refused]" in one for one in tickets] == [False, True, False, False]


def test_a_ticket_says_what_is_asked_what_was_seen_and_how_to_verify() -> None:
    text = told(REFUSED)
    assert (
        "\nSubject: web-17: ssm.eu-west-1.amazonaws.com refuses connections on 10.20.1.11, port 443 [tcp-refused]\n"
        in text
    )
    assert "\nplease    Open TCP port 443 from this host to 10.20.1.11" in text
    assert "\nseen      10.20.1.11: connection refused after 3 ms\n" in text
    assert "\nverify    " in text
    assert "ADDRESS" not in text.partition("verify")[2]
    assert "\nserver    web-17, Debian GNU/Linux 12, Region eu-west-1\n" in text
    assert "\nsource    192.168.7.6 is this server's address towards 10.20.1.11\n" in text
    assert "\nseen at   2026-11-22 12:00:00 to 2026-11-22 12:00:03, UTC\n" in text


def test_alike_problems_are_asked_for_once_and_verified_each() -> None:
    text = told(NXDOMAIN, NXDOMAIN_TOO)
    assert "does not exist in DNS [dns-nxdomain], and 1 more\n" in text
    assert text.count("please    ") == 1
    assert text.count("10.0.0.2 says NXDOMAIN") == 1
    verify = [line for line in text.splitlines() if line.startswith("verify")]
    assert ["ssm." in verify[0], "kms." in verify[1], len(verify)] == [True, True, 2]


def test_the_address_of_a_name_comes_from_the_looks_that_went_well() -> None:
    text = told(Finding.ok("it resolves", hostname="b.s3.example", addresses=["10.20.1.11"]), DENIED)
    assert "\nsource    192.168.7.6 is this server's address towards 10.20.1.11\n" in text


def test_an_address_on_this_very_server_is_no_source() -> None:
    local = dns.NXDOMAIN.found("127.0.0.53 says NXDOMAIN", name="ssm.eu-west-1.amazonaws.com")
    assert "\nsource " not in told(local)


def test_facts_that_nothing_else_tells_are_told() -> None:
    assert "          url: https://b.s3.example/k\n" in told(DENIED)


def test_when_all_is_well_no_ticket_is_needed() -> None:
    assert told(Finding.ok("fine")) == "No ticket is needed: all is well."


def test_a_warning_is_called_one() -> None:
    warning = dataclasses.replace(NXDOMAIN, warning=True)
    text = told(dataclasses.replace(Finding.ok("it works"), problem=warning))
    assert "does not exist in DNS [dns-nxdomain] (a warning: everything works, for now) please" in " ".join(
        text.split()
    )


def test_what_waits_is_no_ticket_of_its_own() -> None:
    assert told(NXDOMAIN, Finding.blocked("network.resolves/ssm")).count("----- Ticket") == 1


def test_the_settings_are_the_readers_own() -> None:
    assert told(UNKNOWN) == "What is wrong with these settings needs no ticket: it is told above, and yours to mend."
    assert told(UNKNOWN, REFUSED).count("----- Ticket") == 1


def test_a_ticket_is_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--ticket", "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "give one of them" in printed.err


def test_the_source_address_is_the_kernels_choice() -> None:
    assert source_address.towards("127.0.0.1") == "127.0.0.1"
    assert source_address.towards("::ffff:127.0.0.1") in ("::ffff:127.0.0.1", None)
