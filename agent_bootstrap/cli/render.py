"""How findings look to a person: one line each as they come, then the problems in full, then one line that sums up."""

from __future__ import annotations

import textwrap
from typing import IO, Iterable, Optional, Sequence

from rich.console import Console
from rich.text import Text

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.promise import Promise
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.watcher import Watcher

_COLOURS = {
    Status.OK: "green",
    Status.CHANGED: "bold green",
    Status.DRIFTED: "yellow",
    Status.BLOCKED: "dim",
    Status.FAILED: "red",
    Status.STUCK: "bold red",
    Status.UNKNOWN: "magenta",
}

_WARNING = "warning"

_LABELS = (*(status.value for status in Status), _WARNING)

_VERDICTS = {
    "bootstrap": {True: "Converged", False: "Not converged"},
    "check": {True: "All good", False: "Not all good"},
}

_INDENT = 10
"""Columns before the words of a problem."""

_SECTIONS = {
    "server": "Server",
    "network": "Network",
    "ssm_agent": "SSM Agent",
    "cloudwatch_agent": "CloudWatch agent",
}


def console(stream: IO[str]) -> Console:
    """A console that wraps no line of its own accord, for lines are searched and pasted; it heeds NO_COLOR."""
    return Console(file=stream, highlight=False, soft_wrap=True, emoji=False, markup=False)


class Lines(Watcher):
    """Prints a line for each finding that says something new."""

    def __init__(self, shown_on: Console) -> None:
        self.console = shown_on
        self._last: dict[str, tuple[Status, str]] = {}
        self._section = ""

    def __enter__(self) -> Lines:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def applying(self, promise: Promise, reason: str) -> None:
        """What is being mended."""
        self._print(promise, _labelled("doing", "cyan", reason))

    def found(self, promise: Promise, finding: Finding) -> None:
        """What was seen, unless it waits for something else or was said before."""
        said = (finding.status, finding.reason)
        if finding.status is Status.BLOCKED or self._last.get(promise.name) == said:
            return
        self._last[promise.name] = said
        self._print(promise, _line(finding))

    def pausing(self, seconds: float, reason: str) -> None:
        """Why nothing happens for a while."""
        self.console.print(_labelled("waiting", "cyan", f"{seconds:.1f} s, then trying again: {reason}"))

    def _print(self, promise: Promise, line: Text) -> None:
        section = section_of(promise.name)
        if section != self._section:
            self._section = section
            self.console.print(Text(section, style="bold"))
        self.console.print(line)


def section_of(step: str) -> str:
    """The heading for a step's name."""
    return _SECTIONS[step.partition(".")[0]]


def report(shown: Report, stream: IO[str]) -> None:
    """A whole report, after the event."""
    out = console(stream)
    section = ""
    for entry in shown.entries:
        if section_of(entry.step) != section:
            section = section_of(entry.step)
            out.print(Text(section, style="bold"))
        out.print(_line(entry.finding))
    summary(shown, stream)


def summary(shown: Report, stream: IO[str]) -> None:
    """The problems with their owners and remedies, and the last line."""
    out = console(stream)
    for alike in _alike(entry.finding.problem for entry in shown.entries):
        out.print(_problem(alike, out.width if out.is_terminal else None))
    seconds = (shown.finished_at - shown.started_at).total_seconds()
    labels = [_label(entry.finding) for entry in shown.entries]
    counts = ", ".join(f"{labels.count(label)} {label}" for label in _LABELS if label in labels)
    verdict = _VERDICTS["check" if shown.command == "check" else "bootstrap"][shown.converged]
    colour = "bold green" if shown.converged else "bold red"
    out.print(Text.assemble("\n", (verdict, colour), f" in {seconds:.1f} s: {counts}{_next(shown)}"))


def _next(shown: Report) -> str:
    """What the person may do now, where the problems above do not say it."""
    if shown.command == "plan" and any(entry.finding.status is Status.DRIFTED for entry in shown.entries):
        return ". `agent-bootstrap bootstrap` does what is marked drifted."
    if shown.command == "bootstrap" and shown.converged:
        changed = any(entry.finding.status is Status.CHANGED for entry in shown.entries)
        return "." if changed else "; nothing had to be changed."
    return f". Exit code {int(shown.exit_code)}." if shown.exit_code != ExitCode.CONVERGED else "."


def _line(finding: Finding) -> Text:
    code = f"  [{finding.problem.code}]" if finding.problem else ""
    return _labelled(_label(finding), "yellow" if finding.warns else _COLOURS[finding.status], finding.reason + code)


def _label(finding: Finding) -> str:
    return _WARNING if finding.warns else finding.status.value


def _labelled(label: str, colour: str, words: str) -> Text:
    return Text.assemble("  ", (f"{label:<8}", colour), " ", words)


def _alike(problems: Iterable[Optional[Problem]]) -> Iterable[list[Problem]]:
    """Problems with one remedy belong together, and one that stands before two steps is told once."""
    groups: dict[tuple[str, str], dict[str, Problem]] = {}
    for problem in problems:
        if problem is not None:
            groups.setdefault((problem.code, problem.remedy), {})[problem.brief] = problem
    return [list(group.values()) for group in groups.values()]


def _problem(alike: Sequence[Problem], width: Optional[int]) -> Text:
    text = Text()
    for problem in alike:
        text.append("\n")
        text.append(problem.brief, style="bold")
        text.append(f"  [{problem.code}]")
    details = dict.fromkeys(line for problem in alike for line in problem.details.splitlines())
    for label, lines in (
        ("owner", [alike[0].owner.title]),
        ("details", list(details)),
        ("remedy", [alike[0].remedy]),
    ):
        for number, line in enumerate(_wrapped(lines, width)):
            text.append("\n  ")
            text.append(f"{label if number == 0 else '':<{_INDENT - 2}}", style="dim")
            text.append(line)
    return text


def _wrapped(lines: Sequence[str], width: Optional[int]) -> Sequence[str]:
    """Lines that keep their indent on a terminal of this width; elsewhere they stay whole, to be searched and pasted."""
    if width is None:
        return lines
    return [piece for line in lines for piece in textwrap.wrap(line, max(width - _INDENT, 40)) or [""]]
