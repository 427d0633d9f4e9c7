"""What a person reads."""

from __future__ import annotations

import dataclasses
import datetime
import io

from agent_bootstrap.cli import render
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problems import dns
from agent_bootstrap.model.report import Entry, Report

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc)
PROBLEM = dns.NXDOMAIN.found("10.0.0.2: NXDOMAIN\n10.0.0.3: NXDOMAIN", name="ssm.eu-west-1.amazonaws.com")


@dataclasses.dataclass(frozen=True)
class Named:
    name: str
    promise: str = "something holds"
    needs: tuple[str, ...] = ()


def shown(*entries: tuple[str, Finding], command: str = "bootstrap") -> str:
    stream = io.StringIO()
    later = NOON + datetime.timedelta(seconds=2.5)
    report = Report(command, NOON, later, {}, tuple(Entry(step, "it holds", found, NOON) for step, found in entries))
    render.summary(report, stream)
    return stream.getvalue()


def test_a_problem_is_told_with_owner_evidence_and_remedy() -> None:
    text = shown(("network.resolves/ssm", Finding.of(PROBLEM)), ("network.reaches/ssm", Finding.blocked("x")))
    assert "\nssm.eu-west-1.amazonaws.com does not exist in DNS  [dns-nxdomain]\n  owner   DNS\n" in text
    assert "  details 10.0.0.2: NXDOMAIN\n          10.0.0.3: NXDOMAIN\n  remedy  See that `region` is right." in text
    assert text.endswith("Not converged in 2.5 s: 1 blocked, 1 stuck. Exit code 4.\n")


def test_one_cause_before_two_steps_is_told_once() -> None:
    assert shown(("a", Finding.of(PROBLEM)), ("b", Finding.of(PROBLEM))).count("[dns-nxdomain]") == 1


def test_a_run_that_changed_nothing_says_so() -> None:
    assert shown(("a", Finding.ok("fine"))).endswith("Converged in 2.5 s: 1 ok; nothing had to be changed.\n")


def test_a_plan_says_what_does_it() -> None:
    assert "`agent-bootstrap bootstrap` does what is marked drifted" in shown(
        ("a", Finding.drifted("off")), command="plan"
    )


def test_the_same_finding_is_not_said_again_in_the_next_walk() -> None:
    stream = io.StringIO()
    lines = render.Lines(render.console(stream))
    step = Named("network.resolves/ssm")
    for finding in (Finding.ok("fine"), Finding.ok("fine"), Finding.blocked("x"), Finding(Status.CHANGED, "better")):
        lines.found(step, finding)
    assert stream.getvalue() == "Network\n  ok       fine\n  changed  better\n"


def test_no_words_are_taken_for_markup() -> None:
    stream = io.StringIO()
    render.Lines(render.console(stream)).found(Named("network.x"), Finding.ok("[bold]:smile: /etc/x"))
    assert "[bold]:smile: /etc/x" in stream.getvalue()
