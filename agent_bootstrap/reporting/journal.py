"""The journal: one entry for each piece of news, with fields that `journalctl` can select by, and never one for each cycle."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.fingerprint import fingerprint

_NAMESPACE = "agent-bootstrap/"
"""In front of each word, so that no other program's message has the same ID."""

ERROR, WARNING, NOTICE, INFO = "3", "4", "5", "6"
"""Priorities as syslog(3) has them."""


def message_id(word: str) -> str:
    """The MESSAGE_ID of a problem's code, or of `repaired` and the like: `journalctl MESSAGE_ID=…` finds all of one kind."""
    return fingerprint(_NAMESPACE + word)


def tell(journal: JournalSocket, message: str, word: str, priority: str, **fields: str) -> None:
    """One entry."""
    named = {f"AGENT_BOOTSTRAP_{name.upper()}": value for name, value in fields.items() if value}
    about: Mapping[str, str] = {
        "PRIORITY": priority,
        "SYSLOG_IDENTIFIER": "agent-bootstrap",
        "MESSAGE_ID": message_id(word),
        **named,
    }
    journal.send(message, about)


def tell_finding(journal: JournalSocket, step: str, finding: Finding, word: str, message: str, priority: str) -> None:
    """One entry about a promise."""
    problem = finding.problem
    tell(
        journal, message, word, priority,
        step=step,
        status=finding.status.value,
        code=problem.code if problem else "",
        owner=problem.owner.value if problem else "",
        remedy=problem.remedy if problem else "",
        details=problem.details if problem else "",
    )  # fmt: skip
