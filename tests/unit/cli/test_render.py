"""What a person reads."""

from __future__ import annotations

import dataclasses
import datetime
import io

import pytest

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
    lines = render.Lines(stream)
    step = Named("network.resolves/ssm")
    for finding in (Finding.ok("fine"), Finding.ok("fine"), Finding.blocked("x"), Finding(Status.CHANGED, "better")):
        lines.found(step, finding)
    assert stream.getvalue() == "Network\n  ok       fine\n  changed  better\n"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


WRONG = Report("daemon", NOON, NOON, {}, (Entry("network.resolves/ssm", "it resolves", Finding.of(PROBLEM), NOON),))


def on_screen(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name in ("TERM", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    screen = Screen()
    render.report(WRONG, screen)
    return screen.getvalue()


def test_a_terminal_gets_colours_and_lines_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    text = on_screen(monkeypatch, TERM="xterm", COLUMNS="60", NO_COLOR="")
    assert text.startswith("\x1b[1mNetwork\x1b[0m\n  \x1b[1;31mstuck   \x1b[0m ssm.eu-west-1.amazonaws.com")
    remedy = text.partition("remedy")[2].partition("\n\n")[0].replace("\x1b[0m", "").replace("\x1b[2m", "")
    assert max(map(len, remedy.splitlines())) <= 60
    assert len(remedy.splitlines()) > 3


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}, {}])
def test_who_wants_no_colour_gets_none(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    assert "\x1b" not in on_screen(monkeypatch, **environment)


def test_a_file_gets_neither_colours_nor_broken_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    stream = io.StringIO()
    render.report(WRONG, stream)
    assert "\x1b" not in stream.getvalue()
    assert f"  remedy  {PROBLEM.remedy}\n" in stream.getvalue()


def test_what_waits_for_something_else_is_counted_and_not_listed() -> None:
    stream = io.StringIO()
    waiting = Entry("ssm_agent.package", "it is installed", Finding.blocked("network.resolves/ssm"), NOON)
    render.report(dataclasses.replace(WRONG, entries=(*WRONG.entries, waiting)), stream)
    assert "SSM Agent" not in stream.getvalue()
    assert "waits for" not in stream.getvalue()
    assert "1 blocked, 1 stuck" in stream.getvalue()


@pytest.mark.parametrize(
    ("step", "heading"), [("settings", "Settings"), ("daemon", "Daemon"), ("reporting.compliance", "Reporting")]
)
def test_every_step_has_a_heading(step: str, heading: str) -> None:
    assert render.section_of(step) == heading


def test_a_strangers_words_move_no_cursor() -> None:
    stream = io.StringIO()
    render.Lines(stream).found(Named("network.x"), Finding.ok("page \x1b[2J\rof a proxy"))
    assert stream.getvalue() == "Network\n  ok       page  [2J of a proxy\n"


def test_no_words_are_taken_for_markup() -> None:
    stream = io.StringIO()
    render.Lines(stream).found(Named("network.x"), Finding.ok("[bold]:smile: /etc/x"))
    assert "[bold]:smile: /etc/x" in stream.getvalue()
