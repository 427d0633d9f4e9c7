"""`agent-bootstrap translate`: what lines of the agents' logs mean, from any server."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Iterator, Optional, Sequence

from agent_bootstrap.cli import plain
from agent_bootstrap.diagnosis.translation import Translation, translate
from agent_bootstrap.host import local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Problem

_LARGEST = 8 * 1024 * 1024
"""Bytes from the end of a file that are read: some weeks of an agent's life. The agents let a log grow to 100 MB."""

_LABEL = 10
"""Columns before the words; the same as in a report."""

_SHOWN = 5
"""How many unknown errors are shown; they are there for a bug report, not for reading."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="a log of the SSM Agent or the CloudWatch agent (default: standard input)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Translate, and say with the exit code whether anything is wrong."""
    lines = _lines(arguments.files)
    if lines is None:
        return ExitCode.USAGE
    told = translate(lines)
    print(json.dumps(_as_json(told), indent=2) if arguments.json else "\n".join(_text(told)))
    return ExitCode.NOT_CONVERGED if told.lasting else ExitCode.CONVERGED


def _lines(names: Sequence[str]) -> Optional[list[str]]:
    """The lines of all files; None, after saying so, if there is no such file."""
    files, lines = local().files, []
    for name in names or ["-"]:
        path = str(Path(name).absolute())
        if name == "-":
            lines += files.standard_input().splitlines()
        elif files.exists(path):
            lines += files.tail(path, largest=_LARGEST)
        else:
            print(f"agent-bootstrap translate: there is no file {name}", file=sys.stderr)
            return None
    return lines


def _text(told: Translation) -> Iterator[str]:
    for problem in told.problems:
        yield from plain.wrapped("", f"{problem.brief}  [{problem.code}]", indent=2)
        for label, text in _rows(problem, told.times[problem.brief], over=problem.brief in told.over):
            yield from plain.labelled(f"  {label}", text, indent=_LABEL + 2)
        yield ""
    over = f", and {len(told.over)} that {'is' if len(told.over) == 1 else 'are'} over" if told.over else ""
    yield f"problems: {len(told.lasting)}{over}; harmless lines: {told.harmless}; errors not known: {len(told.unknown)}"
    yield from (f"  unknown: {words}" for words in told.unknown[-_SHOWN:])


def _rows(problem: Problem, times: int, *, over: bool) -> Iterator[tuple[str, str]]:
    if over:
        yield "over", "the agent has said since that it works; there is nothing to do"
    else:
        yield "owner", problem.owner.title
        yield "remedy", problem.remedy
    yield "said", f"{times} times; last:" if times > 1 else "once:"
    for line in problem.details.splitlines():
        yield "", line


def _as_json(told: Translation) -> dict[str, object]:
    return {
        "schema": 1,
        "problems": [
            {
                "code": problem.code,
                "brief": problem.brief,
                "owner": problem.owner.value,
                "remedy": problem.remedy,
                "times": told.times[problem.brief],
                "over": problem.brief in told.over,
                "last": problem.details,
            }
            for problem in told.problems
        ],
        "harmless": told.harmless,
        "unknown": told.unknown,
    }
