"""The journal: one entry for each piece of news, with fields that `journalctl` can select by, and never one for each cycle."""

from __future__ import annotations

from typing import Iterable, Sequence

from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.model.fingerprint import fingerprint
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.report import Entry

_NAMESPACE = "agent-bootstrap/"
"""In front of each word, so that no other program's message has the same ID."""

ERROR, WARNING, NOTICE, INFO = "3", "4", "5", "6"
"""Priorities as syslog(3) has them."""


def message_id(word: str) -> str:
    """The MESSAGE_ID of a problem's code, or of `repaired` and the like: `journalctl MESSAGE_ID=…` finds all of one kind."""
    return fingerprint(_NAMESPACE + word)


def tell(
    journal: JournalSocket, message: str, word: str, priority: str, fields: Iterable[tuple[str, str]] = ()
) -> None:
    """One entry. A field that says nothing is left out."""
    named = [(f"AGENT_BOOTSTRAP_{name}", value) for name, value in fields if value]
    about = [("PRIORITY", priority), ("SYSLOG_IDENTIFIER", "agent-bootstrap"), ("MESSAGE_ID", message_id(word))]
    journal.send(message, [*about, *named])


def tell_entries(journal: JournalSocket, entries: Sequence[Entry], word: str, message: str, priority: str) -> None:
    """One entry about promises that stand as they do for the same reason; each has a field, so that all can be selected by."""
    finding = entries[0].finding
    problems = [entry.finding.problem for entry in entries if entry.finding.problem]
    briefs = [problem.brief for problem in problems] if len(problems) > 1 else []
    details = dict.fromkeys(line for problem in problems for line in problem.details.splitlines())
    about = [
        ("STATUS", finding.status.value),
        *((name, value) for problem in problems[:1] for name, value in _fields(problem)),
        ("DETAILS", "\n".join([*briefs, *details])),
    ]
    tell(journal, message, word, priority, [*(("STEP", entry.step) for entry in entries), *about])


def _fields(problem: Problem) -> Iterable[tuple[str, str]]:
    return (("CODE", problem.code), ("OWNER", problem.owner.value), ("REMEDY", problem.remedy))
