"""Entries for the journal: one ID for each kind, and no field that says nothing."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.daemon.told import Change
from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.model import problems
from agent_bootstrap.reporting import journal
from docs import generate
from tests.unit.daemon.entries import FAILED, OK, entry
from tests.unit.host.datagrams import Mailbox, journal_entry

KINDS = [*problems.by_code(), Change.REPAIRED.value, Change.HEALED.value, "settings-warning"]


def test_every_kind_has_an_id_of_its_own_as_journald_wants_it() -> None:
    ids = {journal.message_id(kind) for kind in KINDS}
    assert len(ids) == len(KINDS)
    assert all(len(found) == 32 and set(found) <= set("0123456789abcdef") for found in ids)


def test_every_kind_stands_on_its_page_with_its_id_and_priority() -> None:
    page = generate.pages()["journal.md"]
    for kind in KINDS:
        assert page.count(f"`{journal.message_id(kind)}`") == 1, kind
    ageing = [kind.code for kind in problems.by_code().values() if kind.warning]
    for code in ageing:
        assert f"| [{code}](problems/{code}.md) | warning |" in page
    assert page.count("| warning |") == len(ageing) + 1


def test_an_id_stays_what_it_is() -> None:
    assert journal.message_id("repaired") == "f225b7d69495678afdff6b1385d4999a"


def test_a_promise_that_is_well_has_neither_code_nor_owner(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "journal")
    journal.tell_entries(
        JournalSocket(str(mailbox.path)), [entry("a", OK)], "healed", "well again: it is so", journal.NOTICE
    )
    (letter,) = mailbox.letters()
    assert journal_entry(letter) == {
        "MESSAGE": "well again: it is so",
        "PRIORITY": "5",
        "SYSLOG_IDENTIFIER": "agent-bootstrap",
        "MESSAGE_ID": journal.message_id("healed"),
        "AGENT_BOOTSTRAP_STEP": "a",
        "AGENT_BOOTSTRAP_STATUS": "ok",
    }


def test_one_entry_names_all_promises_that_stand_so_for_one_reason(tmp_path: Path) -> None:
    mailbox, alike = Mailbox(tmp_path / "journal"), [entry("a", FAILED), entry("b", FAILED)]
    journal.tell_entries(JournalSocket(str(mailbox.path)), alike, "silent", "nobody answers", journal.ERROR)
    (letter,) = mailbox.letters()
    found = journal_entry(letter)
    assert found["AGENT_BOOTSTRAP_STEP"] == "a\nb"
    assert found["AGENT_BOOTSTRAP_DETAILS"] == "nobody answers\nnobody answers\n1 s"
    assert (found["AGENT_BOOTSTRAP_CODE"], found["AGENT_BOOTSTRAP_OWNER"]) == ("silent", "dns")
