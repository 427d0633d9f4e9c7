"""What an agent says of itself becomes a problem of ours; noise does not count, and a success ends a complaint."""

from __future__ import annotations

import dataclasses
import datetime
import re
import string
from typing import Iterable, Mapping, Optional, Sequence

from agent_bootstrap.model.problem import Problem, ProblemKind
from agent_bootstrap.model.value_object import value_object

NOT_TOLD = "(not told)"
"""Stands in a message for what the agent's line leaves out."""

_QUOTED = 600
"""Characters of an agent's line that are quoted: the longest that names a cause, with a URL and a certificate's names, has 500."""

_CONTINUED = re.compile(r"\s|caused by:|- minimum field size|Try running as")
"""How the later lines of an error begin: the agents' SDK breaks its errors into lines."""

_JOURNAL = re.compile(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+\[\d+\]: ")
"""What journalctl puts in front of every line unless it is told otherwise."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

_SECRETS = re.compile(r"(?<=://)[^/@\s]+@|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")
"""A proxy's password in a URL, and access key IDs."""

_FACTS = tuple(
    re.compile(pattern)
    for pattern in (
        r'https://(?P<name>[^/":\s]+)',
        r"lookup (?P<name>[^\s:]+)(?: on \[?(?P<server>[^\s\]]+?)\]?:53)?",
        r"(?:dial|read) tcp (?:\S+->)?\[?(?P<address>[0-9a-fA-F.:]+?)\]?:\d+:",
        r"(?P<node>mi-[0-9a-f]{17})",
        r"(?P<error>[A-Z][A-Za-z]+(?:Exception|Error|Updates|Exceeded|Id|Token|Match|Throttling|Signature)): ",
    )
)
"""What the templates of problems want to know, wherever it stands in a line."""


@value_object
class Meaning:
    """What words mean: a problem, or nothing (noise)."""

    pattern: str
    """Regular expression, looked for anywhere in an entry. Its named groups fill the problem's templates."""
    kind: Optional[ProblemKind]
    names: Mapping[str, object] = dataclasses.field(default_factory=dict)
    """What the words do not say themselves."""


@value_object
class Tongue:
    """How one agent speaks."""

    starts: str
    """The first line after a start; what stands before the last of them is another life's."""
    topics: Mapping[str, str]
    """Topic -> words by which an entry belongs to it. The order is that of causes: what comes first explains the rest."""
    successes: Mapping[str, tuple[str, ...]]
    """Words -> topics in which all is well from then on."""
    quiet: str
    """How the entries begin that never mean a problem. They are most of a log, and so are passed over before all else."""
    meanings: Sequence[Meaning]
    """The first one that fits counts."""


def entries(lines: Iterable[str]) -> list[str]:
    """The lines, with those put together that are one entry of a log."""
    found: list[str] = []
    for line in lines:
        text = _JOURNAL.sub("", line.rstrip("\n"), count=1)
        if found and _CONTINUED.match(text):
            found[-1] += f"\n{text}"
        elif text:
            found.append(text)
    return found


def since(lines: Sequence[str], moment: datetime.datetime) -> list[str]:
    """The lines from this moment (UTC) on, by their own stamps; a line without one is as old as the line before it."""
    limit = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    for number, line in enumerate(lines):
        stamp = _STAMP.match(line)
        if stamp and stamp[0] >= limit:
            return list(lines[number:])
    return []


def meaning(tongue: Tongue, entry: str) -> Optional[Meaning]:
    """What one entry means; None for words that are not known."""
    if re.match(tongue.quiet, entry):
        return None
    return next((known for known in tongue.meanings if re.search(known.pattern, entry)), None)


def topic(tongue: Tongue, entry: str) -> Optional[str]:
    """What an entry is about; None where its words do not tell."""
    return next((name for name, words in tongue.topics.items() if re.search(words, entry)), None)


def succeeded(tongue: Tongue, entry: str) -> set[str]:
    """The topics in which all is well from this entry on."""
    return {name for words, names in tongue.successes.items() if re.search(words, entry) for name in names}


def problem(known: Meaning, entry: str, names: Mapping[str, object]) -> Optional[Problem]:
    """The problem of an entry, with the entry quoted; None for noise. `names` is what the caller knows better."""
    if known.kind is None:
        return None
    found = re.search(known.pattern, entry)
    told = {**_facts(entry), **known.names, **_groups(found), **names}
    fields = string.Formatter().parse(known.kind.brief + known.kind.remedy)
    return known.kind.found(quoted(entry), **{name: told.get(name, NOT_TOLD) for _, name, _, _ in fields if name})


def spoken(tongue: Tongue, lines: Iterable[str], **names: object) -> dict[str, Optional[Problem]]:
    """Topic -> the last complaint since the agent's last start, or None where the last word was a success.

    A topic that the agent did not speak of is not there.
    """
    said: dict[str, Optional[Problem]] = {}
    for entry in _last_life(tongue, entries(lines)):
        said.update(dict.fromkeys(succeeded(tongue, entry)))
        known = meaning(tongue, entry)
        about = topic(tongue, entry) if known else None
        complaint = problem(known, entry, names) if known else None
        if about and complaint:
            said[about] = complaint
    return {name: said[name] for name in tongue.topics if name in said}


def began(tongue: Tongue, lines: Iterable[str]) -> dict[str, str]:
    """Topic -> the moment, as the log writes it, at which the complaint began that no success has ended since."""
    moments: dict[str, str] = {}
    for entry in _last_life(tongue, entries(lines)):
        ended = succeeded(tongue, entry)
        moments = {name: moment for name, moment in moments.items() if name not in ended}
        known, stamp = meaning(tongue, entry), _MOMENT.match(entry)
        about = topic(tongue, entry) if known else None
        if about and stamp and known and known.kind:
            moments.setdefault(about, stamp[0])
    return moments


def complaint(tongue: Tongue, lines: Iterable[str], **names: object) -> Optional[Problem]:
    """The complaint that explains the others, if there is any."""
    return next((found for found in spoken(tongue, lines, **names).values() if found), None)


def quoted(entry: str) -> str:
    """An agent's words as they may stand in a report: of bounded length, without what was told in confidence."""
    shown = _SECRETS.sub("***", entry)
    return shown if len(shown) <= _QUOTED else f"{shown[:_QUOTED]} …"


def _last_life(tongue: Tongue, all_entries: list[str]) -> list[str]:
    starts = [number for number, entry in enumerate(all_entries) if re.search(tongue.starts, entry)]
    return all_entries[starts[-1] :] if starts else all_entries


def _facts(entry: str) -> dict[str, object]:
    facts: dict[str, object] = {}
    for pattern in _FACTS:
        facts = {**_groups(pattern.search(entry)), **facts}
    return facts


def _groups(found: Optional[re.Match[str]]) -> dict[str, object]:
    return {name: value for name, value in found.groupdict().items() if value} if found else {}
