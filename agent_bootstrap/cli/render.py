"""How findings look to a person: one line each as they come, then the problems in full, then one line that sums up.

What is painted here is loaded by `status`, which must cost next to nothing: so a handful of ANSI codes, and no library.
"""

from __future__ import annotations

from typing import IO, Callable, Iterable, Optional, Sequence

from agent_bootstrap.host.terminal import Terminal, terminal
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.promise import Promise
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.watcher import Watcher

BOLD, DIM, CYAN, YELLOW = "1", "2", "36", "33"
_GOOD, _BAD = "1;32", "1;31"

_COLOURS = {
    Status.OK: "32",
    Status.CHANGED: _GOOD,
    Status.DRIFTED: YELLOW,
    Status.BLOCKED: DIM,
    Status.FAILED: "31",
    Status.STUCK: _BAD,
    Status.UNKNOWN: "35",
}
"""ECMA-48, SGR: 1 bold, 2 faint, 31 red, 32 green, 33 yellow, 35 magenta, 36 cyan."""

Paint = Callable[[str, str], str]
"""Words and a colour -> the words in that colour, where there are colours."""

_WARNING = "warning"

_LABELS = (*(status.value for status in Status), _WARNING)

_VERDICTS = {
    "bootstrap": {True: "Converged", False: "Not converged"},
    "check": {True: "All good", False: "Not all good"},
    "report": {True: "All told", False: "Not all told"},
}

_INDENT = 10
"""Columns before the words of a problem."""

_SECTIONS = {
    "settings": "Settings",
    "server": "Server",
    "network": "Network",
    "ssm_agent": "SSM Agent",
    "cloudwatch_agent": "CloudWatch agent",
    "daemon": "Daemon",
    "reporting": "Reporting",
}


def paint(shown_on: Terminal) -> Paint:
    """What paints on this terminal."""
    return _coloured if shown_on.colours else _plain


def _coloured(words: str, colour: str) -> str:
    return f"\x1b[{colour}m{words}\x1b[0m"


def _plain(words: str, _colour: str) -> str:
    return words


class Lines(Watcher):
    """Prints a line for each finding that says something new."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._paint = paint(terminal(stream))
        self._last: dict[str, tuple[Status, str]] = {}
        self._section = ""

    def __enter__(self) -> Lines:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def applying(self, promise: Promise, reason: str) -> None:
        """What is being mended."""
        self._tell(promise, self._labelled("doing", reason))

    def found(self, promise: Promise, finding: Finding) -> None:
        """What was seen, unless it waits for something else or was said before."""
        said = (finding.status, finding.reason)
        if finding.status is Status.BLOCKED or self._last.get(promise.name) == said:
            return
        self._last[promise.name] = said
        self._tell(promise, _line(finding, self._paint))

    def pausing(self, seconds: float, reason: str) -> None:
        """Why nothing happens for a while."""
        self.print(self._labelled("waiting", f"{seconds:.1f} s, then trying again: {reason}"))

    def print(self, line: str) -> None:
        """One line, at once."""
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def _labelled(self, label: str, words: str) -> str:
        return _labelled(label, CYAN, words, self._paint)

    def _tell(self, promise: Promise, line: str) -> None:
        section = section_of(promise.name)
        if section != self._section:
            self._section = section
            self.print(self._paint(section, BOLD))
        self.print(line)


def section_of(step: str) -> str:
    """The heading for a step's name."""
    room = step.partition(".")[0]
    return _SECTIONS.get(room, room)


def report(shown: Report, stream: IO[str]) -> None:
    """A whole report, after the event. What waits for something else is counted alone: root causes are shown."""
    section, painted = "", paint(terminal(stream))
    for entry in shown.entries:
        if entry.finding.status is Status.BLOCKED:
            continue
        if section_of(entry.step) != section:
            section = section_of(entry.step)
            stream.write(painted(section, BOLD) + "\n")
        stream.write(_line(entry.finding, painted) + "\n")
    summary(shown, stream)


def summary(shown: Report, stream: IO[str]) -> None:
    """The problems with their owners and remedies, and the last line."""
    there = terminal(stream)
    painted = paint(there)
    for alike in _alike(entry.finding.problem for entry in shown.entries):
        stream.write(_problem(alike, there.width, painted) + "\n")
    seconds = (shown.finished_at - shown.started_at).total_seconds()
    labels = [_label(entry.finding) for entry in shown.entries]
    counts = ", ".join(f"{labels.count(label)} {label}" for label in _LABELS if label in labels)
    verdict = _VERDICTS.get(shown.command, _VERDICTS["bootstrap"])[shown.converged]
    verdict = painted(verdict, _GOOD if shown.converged else _BAD)
    stream.write(f"\n{verdict} in {seconds:.1f} s: {counts}{_next(shown)}\n")


def _next(shown: Report) -> str:
    """What the person may do now, where the problems above do not say it."""
    if shown.command == "plan" and any(entry.finding.status is Status.DRIFTED for entry in shown.entries):
        return ". `agent-bootstrap bootstrap` does what is marked drifted."
    if shown.command == "bootstrap" and shown.converged:
        changed = any(entry.finding.status is Status.CHANGED for entry in shown.entries)
        return "." if changed else "; nothing had to be changed."
    return f". Exit code {int(shown.exit_code)}." if shown.exit_code != ExitCode.CONVERGED else "."


def _line(finding: Finding, painted: Paint) -> str:
    code = f"  [{finding.problem.code}]" if finding.problem else ""
    colour = YELLOW if finding.warns else _COLOURS[finding.status]
    return _labelled(_label(finding), colour, finding.reason + code, painted)


def _label(finding: Finding) -> str:
    return _WARNING if finding.warns else finding.status.value


def _labelled(label: str, colour: str, words: str, painted: Paint) -> str:
    return f"  {painted(f'{label:<8}', colour)} {_printable(words)}"


def _printable(words: str) -> str:
    """Other programs' words without what would move the cursor or paint."""
    return words if words.isprintable() else "".join(letter if letter.isprintable() else " " for letter in words)


def _alike(problems: Iterable[Optional[Problem]]) -> Iterable[list[Problem]]:
    """Problems with one remedy belong together, and one that stands before two steps is told once."""
    groups: dict[tuple[str, str], dict[str, Problem]] = {}
    for problem in problems:
        if problem is not None:
            groups.setdefault((problem.code, problem.remedy), {})[problem.brief] = problem
    return [list(group.values()) for group in groups.values()]


def _problem(alike: Sequence[Problem], width: Optional[int], painted: Paint) -> str:
    text = "".join(f"\n{painted(_printable(problem.brief), BOLD)}  [{problem.code}]" for problem in alike)
    details = dict.fromkeys(line for problem in alike for line in problem.details.splitlines())
    for label, lines in (
        ("owner", [alike[0].owner.title]),
        ("details", list(details)),
        ("remedy", [alike[0].remedy]),
    ):
        for number, line in enumerate(_wrapped(lines, width)):
            text += "\n  " + painted(f"{'' if number else label:<{_INDENT - 2}}", DIM) + _printable(line)
    return text


def _wrapped(lines: Sequence[str], width: Optional[int]) -> Sequence[str]:
    """Lines that keep their indent on a terminal of this width; elsewhere they stay whole, to be searched and pasted."""
    if width is None:
        return lines
    import textwrap

    return [piece for line in lines for piece in textwrap.wrap(line, max(width - _INDENT, 40)) or [""]]
