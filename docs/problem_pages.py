"""What the reference tells of problems: an index by layer, and a page for each code."""

from __future__ import annotations

import re
from typing import Iterable, Iterator

from agent_bootstrap.model import problems
from agent_bootstrap.model.problem import ProblemKind
from agent_bootstrap.model.templates import filled
from agent_bootstrap.sandbox.faults import FAULTS

_CODE = re.compile(r"(`[^`]*`)")

Page = tuple[str, str, str, Iterable[str]]
"""Name, source, title and lines."""


def index() -> Iterator[str]:
    """The lines of the index."""
    yield "Codes are stable for ever. **failed** may pass by itself and is tried again until `--timeout`; **stuck** waits for"
    yield "the owner and is not tried twice; with a **warning** everything works, for now. Words in capitals stand for what was"
    yield "seen. `agent-bootstrap explain CODE` tells on the terminal what the page of a code tells."
    for layer, kinds in problems.by_layer():
        yield from (
            "",
            f"## {problems.title(layer)}",
            "",
            "| code | what is wrong | owner | status |",
            "|---|---|---|---|",
        )
        for kind in kinds:
            link = f"[{kind.code}](problems/{kind.code}.md)"
            yield f"| {link} | {_prose(kind.brief).replace('|', '&#124;')} | {kind.owner.title} | {kind.status} |"


def pages() -> Iterator[Page]:
    """A page for each code."""
    for layer, kinds in problems.by_layer():
        for kind in kinds:
            source = f"agent_bootstrap/model/problems/{layer}.py"
            yield f"problems/{kind.code}.md", source, kind.code, _lines(kind, problems.title(layer))


def _lines(kind: ProblemKind, heading: str) -> Iterator[str]:
    anchor = heading.lower().replace(" ", "-")
    yield from (f"**{_prose(kind.brief)}**", "")
    yield f"- layer: [{heading}](../problems.md#{anchor})"
    yield f"- owner: {kind.owner.title}"
    yield f"- status: {kind.status_meaning}"
    for title, text in (("Cause", kind.cause), ("How it is seen", kind.seen), ("Remedy", kind.remedy)):
        yield from ("", f"## {title}", "", _prose(text))
    yield from ("", "## Verify", "", *_verify(kind.verify))
    faults = [name for name, fault in FAULTS.items() if fault.code == kind.code]
    if faults:
        yield from ("", "## Rehearse", "", "Without touching this server:", "")
        yield from (f"    agent-bootstrap sandbox --fault {name}" for name in faults)


def _verify(text: str) -> Iterator[str]:
    command, remark, expected = filled(text, {}).partition("  # ")
    if remark:
        yield from (
            f"    {command}",
            "",
            f"It {_literal(expected)}." if expected.startswith("prints") else _literal(expected),
        )
    else:
        yield _literal(command)


def _prose(template: str) -> str:
    return _literal(filled(template, {}))


def _literal(text: str) -> str:
    """A text in which Markdown sees no markup but code: `<`, `*` and `_` come from file names and commands."""
    pieces = _CODE.split(text)
    return "".join(
        piece if piece.startswith("`") else re.sub(r"([*_])", r"\\\1", piece).replace("<", "&lt;") for piece in pieces
    )
