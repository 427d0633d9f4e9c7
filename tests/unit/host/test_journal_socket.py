"""Entries for the journal, through a socket that stands for its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_bootstrap.host.journal_socket import JournalSocket
from tests.unit.host.datagrams import Mailbox, journal_entry


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(), min_size=3, max_size=3))
def test_whatever_an_entry_says_arrives_as_it_was_said(
    tmp_path_factory: pytest.TempPathFactory, values: list[str]
) -> None:
    mailbox = Mailbox(tmp_path_factory.mktemp("journal") / "socket")
    fields = dict(zip(("PRIORITY", "AGENT_BOOTSTRAP_STEP"), values))
    JournalSocket(str(mailbox.path)).send(values[2], fields.items())
    (letter,) = mailbox.letters()
    assert journal_entry(letter) == {"MESSAGE": values[2], **fields}


def test_bytes_that_are_no_text_are_marked(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "socket")
    JournalSocket(str(mailbox.path)).send("caf\udce9", ())
    assert [journal_entry(letter) for letter in mailbox.letters()] == [{"MESSAGE": "caf?"}]


def test_where_there_is_no_journal_the_message_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    JournalSocket(str(tmp_path / "no-journal")).send("the line is down", [("PRIORITY", "3")])
    assert capsys.readouterr().err == "the line is down\n"


def test_a_journal_that_does_not_read_stops_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mailbox = Mailbox(tmp_path / "socket")
    journal, sent = JournalSocket(str(mailbox.path), patience=0.01), 0
    while not capsys.readouterr().err:
        journal.send("the line is down", [("AGENT_BOOTSTRAP_DETAILS", "x" * 10_000)])
        sent += 1
    assert len(list(mailbox.letters())) == sent - 1
