"""`agent-bootstrap explain`: what a problem's code means, without looking at anything."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from typing import Iterator, Sequence

from agent_bootstrap.cli import plain, sandbox
from agent_bootstrap.model import problems
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import ProblemKind
from agent_bootstrap.model.templates import filled

_LABEL = 10
"""Columns before the words; the same as in a report."""

_CODE = 27
"""Columns for a code in the list: all but a few are shorter."""

_NEAR_ENOUGH = 0.5
"""How alike two codes must be for one to be offered; a little less than difflib's own choice, for codes are short."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="the code of a problem; without it, all are listed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Explain one code, or list all of them."""
    kinds = problems.by_code()
    if arguments.code is not None and arguments.code not in kinds:
        _refuse(arguments.code, list(kinds))
        return ExitCode.USAGE
    if arguments.json:
        chosen = kinds.values() if arguments.code is None else [kinds[arguments.code]]
        print(json.dumps({"schema": 1, "problems": [_as_json(kind) for kind in chosen]}, indent=2))
    else:
        print("\n".join(_all() if arguments.code is None else _one(kinds[arguments.code])))
    return ExitCode.CONVERGED


def _refuse(code: str, known: Sequence[str]) -> None:
    near = difflib.get_close_matches(code, known, n=3, cutoff=_NEAR_ENOUGH)
    hint = f"did you mean {' or '.join(near)}?" if near else "`agent-bootstrap explain` lists all codes."
    print(f"agent-bootstrap explain: no problem has the code {code}; {hint}", file=sys.stderr)


def _all() -> Iterator[str]:
    for number, (layer, kinds) in enumerate(problems.by_layer()):
        yield from ("",) * bool(number)
        yield problems.title(layer)
        for kind in kinds:
            # A long code has a line of its own, so that the words keep their column.
            long = len(kind.code) > _CODE
            yield from (f"  {kind.code}",) * long
            yield from plain.wrapped(
                f"  {'' if long else kind.code:<{_CODE}} ", filled(kind.brief, {}), indent=_CODE + 3
            )


def _one(kind: ProblemKind) -> Iterator[str]:
    yield from plain.wrapped("", f"{kind.code}: {filled(kind.brief, {})}", indent=0)
    yield ""
    for label, text in _rows(kind):
        yield from plain.labelled(label, text, indent=_LABEL)


def _rows(kind: ProblemKind) -> Iterator[tuple[str, str]]:
    yield "owner", kind.owner.title
    yield "status", kind.status_meaning
    yield "cause", filled(kind.cause, {})
    yield "seen", filled(kind.seen, {})
    yield "remedy", filled(kind.remedy, {})
    yield "verify", filled(kind.verify, {})
    for command in sandbox.rehearsals(kind.code):
        yield "rehearse", command


def _as_json(kind: ProblemKind) -> dict[str, object]:
    texts = {name: filled(getattr(kind, name), {}) for name in ("brief", "cause", "seen", "remedy", "verify")}
    return {
        "code": kind.code,
        "owner": kind.owner.value,
        "status": kind.status,
        **texts,
        "rehearse": list(sandbox.rehearsals(kind.code)),
    }
