"""The same entries stand in the status file, the journal and `systemctl status`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agent_bootstrap.daemon.aftermath import Aftermath
from agent_bootstrap.daemon.announcer import Announcer
from agent_bootstrap.daemon.messenger import Messenger
from agent_bootstrap.daemon.picture import Picture
from agent_bootstrap.daemon.repairs import Repairs
from agent_bootstrap.daemon.timetable import Timetable
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.errands import Errands
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.glimpses import Glimpses
from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.host.resident import Resident
from agent_bootstrap.host.signals import Signals
from agent_bootstrap.host.supervisor import Supervisor
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.watching import Daemon
from agent_bootstrap.reporting import status_file
from agent_bootstrap.reporting.journal import message_id
from tests.unit.daemon.entries import CHANGED, DRIFTED, FAILED, OK, STUCK, entry, report
from tests.unit.docs.test_report_schema import VALIDATOR
from tests.unit.host.datagrams import Mailbox, journal_entry


class NoSignals(Signals):
    """Nobody tells this process anything, and its signals stay as they are."""

    def __init__(self) -> None:
        pass


class Places:
    """Where an announcer tells what it has to tell."""

    def __init__(self, place: Path) -> None:
        self.files = Files(place / "root")
        self.letters, self.notified = Mailbox(place / "journal"), Mailbox(place / "notify")

    def announcer(self) -> Announcer:
        host = Resident(
            Clock(), Errands({}), self.files, Glimpses(), JournalSocket(str(self.letters.path)), NoSignals(),
            Supervisor(str(self.notified.path), 0),
        )  # fmt: skip
        return Announcer(
            host, Picture(), Repairs(), Messenger(host.errands), Aftermath(), Timetable(Daemon(), 60, 0, 0)
        )

    def journal(self) -> list[dict[str, str]]:
        return [journal_entry(letter) for letter in self.letters.letters()]

    def status(self) -> dict[str, Any]:
        return status_file.read(self.files) or {}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def see(announcer: Announcer, found: Report) -> None:
    announcer.picture.see(found.entries, Depth.NETWORK)
    announcer.tell(found)


def test_all_places_are_told(places: Places) -> None:
    see(places.announcer(), report([entry("a.service", FAILED), entry("b.package", OK)], "plan"))
    (told,) = places.journal()
    assert told == {
        "MESSAGE": "nobody answers [silent]; DNS: Wait.",
        "PRIORITY": "3",
        "SYSLOG_IDENTIFIER": "agent-bootstrap",
        "MESSAGE_ID": message_id("silent"),
        "AGENT_BOOTSTRAP_STEP": "a.service",
        "AGENT_BOOTSTRAP_STATUS": "failed",
        "AGENT_BOOTSTRAP_CODE": "silent",
        "AGENT_BOOTSTRAP_OWNER": "dns",
        "AGENT_BOOTSTRAP_REMEDY": "Wait.",
        "AGENT_BOOTSTRAP_DETAILS": "1 s",
    }
    assert [item["status"] for item in places.status()["findings"]] == ["failed", "ok"]
    assert list(places.notified.letters()) == [
        b"STATUS=Failed, and tried again: nobody answers (DNS); agent-bootstrap status tells all"
    ]


def test_the_status_file_says_until_when_it_is_good(places: Places) -> None:
    see(places.announcer(), report([entry("a.service", OK)], "plan"))
    told = Report.from_json(places.status())
    assert told.look_again_by
    assert (told.look_again_by - told.finished_at).total_seconds() == 900 * 1.1 + 600


def test_a_repair_is_a_notice_of_its_own_kind(places: Places) -> None:
    announcer = places.announcer()
    see(announcer, report([entry("a", DRIFTED)], "plan"))
    see(announcer, report([entry("a", CHANGED)]))
    (told,) = places.journal()
    assert (told["MESSAGE_ID"], told["PRIORITY"], told["AGENT_BOOTSTRAP_STATUS"]) == (
        message_id("repaired"),
        "5",
        "changed",
    )
    assert told["MESSAGE"] == "repaired, so that a is kept: it was changed"


@pytest.mark.parametrize("finding", [OK, DRIFTED, FAILED, STUCK, CHANGED])
def test_the_status_file_is_a_report_that_the_schema_allows_for_everybody_to_read(places: Places, finding: Any) -> None:
    announcer = places.announcer()
    see(announcer, report([entry("a.service", finding)], "plan"))
    VALIDATOR.validate(places.status())
    assert places.status()["command"] == "daemon"
    assert places.files.mode(status_file.PATH) == 0o644
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({**places.status(), "command": "somebody"})


def test_the_status_file_names_this_server_also_before_the_first_errand_has(places: Places) -> None:
    places.files.write("/etc/os-release", 'NAME=Debian\nPRETTY_NAME="Debian GNU/Linux 12"\n', mode=0o644)
    places.announcer().tell()
    VALIDATOR.validate(places.status())
    assert places.status()["host"]["distribution"] == "Debian GNU/Linux 12"


def test_the_next_daemon_tells_nobody_twice_and_what_is_well_again(places: Places) -> None:
    see(places.announcer(), report([entry("a", FAILED), entry("b", STUCK)], "plan"))
    places.journal()
    announcer = places.announcer()
    announcer.remember()
    see(announcer, report([entry("a", FAILED, later=60), entry("b", OK, later=60)], "plan"))
    assert [told["MESSAGE"] for told in places.journal()] == ["well again: it is so"]
    since = {item["step"]: item["since"] for item in places.status()["findings"]}
    assert since == {"a": "2026-01-02T03:04:05.000Z", "b": "2026-01-02T03:05:05.000Z"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "5", "{}", json.dumps({**report([], "daemon").as_json(), "started_at": 5}),
     json.dumps(report([entry("a", FAILED)]).as_json())],
)  # fmt: skip
def test_a_status_file_that_is_not_the_daemons_is_nothing_to_remember(places: Places, text: str) -> None:
    places.files.write(status_file.PATH, text, mode=0o644)
    announcer = places.announcer()
    announcer.remember()
    assert announcer.picture.told == {}


def test_what_cannot_be_written_is_told_in_the_other_places_at_once(places: Places) -> None:
    places.files.write("/run", "full", mode=0o600)
    announcer = places.announcer()
    see(announcer, report([entry("a", OK)], "plan"))
    see(announcer, report([entry("a", OK)], "plan"))
    assert [told["AGENT_BOOTSTRAP_CODE"] for told in places.journal()] == ["file-unusable"]
    assert all(b"/run/agent-bootstrap" in letter for letter in places.notified.letters())
    places.files.remove("/run")
    see(announcer, report([entry("a", OK)], "plan"))
    assert [told["MESSAGE_ID"] for told in places.journal()] == [message_id("healed")]
    assert [item["step"] for item in places.status()["findings"]] == ["a"]
