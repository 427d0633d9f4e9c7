"""`status`: what the daemon saw while it is fresh, what can be seen now otherwise, and an exit code that is true."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Callable, ClassVar, Optional

import pytest

from agent_bootstrap.cli import main, since, status, status_look
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.terminal import Terminal
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.node import Node
from agent_bootstrap.model.problems import dns
from agent_bootstrap.model.report import DAEMON, Entry, Report
from agent_bootstrap.reporting import status_file

ONLINE = Node("mi-0123456789abcdef0", "eu-west-1", None, "online", "online, credentials until noon")
NOW = Node("mi-0123456789abcdef0", "eu-west-1", None, "stopped", "registered, but stopped")
STUCK = Finding.of(dns.NXDOMAIN.found("10.0.0.2: NXDOMAIN", name="ssm.eu-west-1.amazonaws.com"))

FINE = Finding.ok("fine")

Told = Callable[..., None]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Writes a status file of this age that was to be renewed within `good_for` seconds; looks of status' own see NOW."""
    files = Files(tmp_path)
    monkeypatch.setattr(status, "Files", lambda: files)

    def write(
        age: float,
        finding: Finding = FINE,
        *,
        command: str = DAEMON,
        node: Optional[Node] = ONLINE,
        good_for: float = 1590,
    ) -> None:
        monkeypatch.setattr(status_look, "node", lambda report: NOW)
        then = Clock().now() - datetime.timedelta(seconds=age)
        entries = (Entry("network.resolves/ssm", "it resolves", finding, then),)
        by = then + datetime.timedelta(seconds=good_for) if command == DAEMON else None
        status_file.write(files, Report(command, then, then, {}, entries, node, by))

    return write


def test_a_fresh_report_of_the_daemon_is_believed(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    told(42)
    assert main.main(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "This server is mi-0123456789abcdef0 in eu-west-1: online, credentials until noon"
    assert lines[2].startswith("The daemon looked at ")
    assert lines[2].endswith(" UTC, 42 s ago")


def test_a_daemon_that_should_have_looked_again_is_told_and_is_no_health(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    told(1600)
    assert main.main(["status"]) == 3
    captured = capsys.readouterr()
    assert "registered, but stopped" in captured.out
    assert "should have looked again; see: systemctl status agent-bootstrap" in captured.err


def test_a_daemon_that_may_still_be_looking_is_believed(told: Told) -> None:
    told(1500)
    assert main.main(["status"]) == 0


def test_what_is_stuck_stays_stuck_when_nobody_looks_any_more(told: Told) -> None:
    told(100_000, STUCK)
    assert main.main(["status"]) == 4


def test_after_a_bootstrap_status_looks_for_itself(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    told(100_000, command="bootstrap")
    assert main.main(["status", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["node"] == NOW.as_json()
    assert captured.err == ""


def test_without_any_report_it_says_what_to_type(
    told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(1)
    (tmp_path / status_file.PATH.lstrip("/")).unlink()
    assert main.main(["status"]) == 3
    assert "sudo agent-bootstrap bootstrap" in capsys.readouterr().err


class Visitor(Clock):
    """Somebody who watches: what happens meanwhile, and Ctrl-C at the end."""

    happenings: ClassVar[list[Callable[[], None]]] = []

    def sleep(self, seconds: float) -> None:
        assert seconds == 2.0
        if not self.happenings:
            raise KeyboardInterrupt
        self.happenings.pop(0)()


def watched(monkeypatch: pytest.MonkeyPatch, *happenings: Callable[[], None]) -> None:
    monkeypatch.setattr(Visitor, "happenings", list(happenings))
    monkeypatch.setattr(status, "Clock", Visitor)


def test_watching_as_json_prints_a_line_for_each_change(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(1)
    watched(monkeypatch, lambda: told(0), lambda: told(0, STUCK), lambda: told(0, STUCK), lambda: told(0))
    assert main.main(["status", "--watch", "--json"]) == 130
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["exit_code"] for line in lines] == [0, 4, 0]


def test_watching_where_nothing_can_be_drawn_anew_prints_what_has_changed(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(1)
    watched(monkeypatch, lambda: told(0), lambda: told(0, STUCK))
    assert main.main(["status", "--watch"]) == 130
    text = capsys.readouterr().out
    assert text.count("The daemon looked at") == 2
    assert "\x1b" not in text


def test_watching_on_a_terminal_draws_it_anew_in_its_place(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(1)
    monkeypatch.setattr(status, "terminal", lambda stream: Terminal(width=80, colours=False, moves=True))
    watched(monkeypatch, lambda: told(0))
    assert main.main(["status", "--watch"]) == 130
    assert capsys.readouterr().out.count("\x1b[H\x1b[JThis server is") == 2


def test_when_is_told_in_the_largest_unit_of_which_there_are_two() -> None:
    ages = (0, 42, 119, 120, 7199, 7200, 172_799, 172_800)
    assert [since.ago(age) for age in ages] == [
        "0 s ago", "42 s ago", "119 s ago", "2 min ago", "119 min ago", "2 h ago", "47 h ago", "2 d ago",
    ]  # fmt: skip
    assert since.ago(-5) == "5 s from now"


def test_another_day_is_named() -> None:
    ended = datetime.datetime(2026, 11, 21, 23, 59, tzinfo=datetime.timezone.utc)
    report = Report("bootstrap", ended, ended, {}, ())
    now = datetime.datetime(2026, 11, 22, 0, 4, tzinfo=datetime.timezone.utc)
    assert since.line(report, now) == "bootstrap ended at 2026-11-21 23:59:00 UTC, 5 min ago"


HEAVY = (
    "rich",
    "psutil",
    "requests",
    "boto3",
    "botocore",
    "dns",
    "distro",
    "ssl",
    "socket",
    "subprocess",
    "shutil",
    "tomllib",
)

SHOW = """
import pathlib, sys
from agent_bootstrap.cli import main, status
from agent_bootstrap.host.files import Files
status.Files = lambda: Files(pathlib.Path(sys.argv[1]))
code = main.main(["status"])
print("LOADED", *sorted(name for name in sys.modules if name.partition(".")[0] in {heavy} or name.startswith("agent_bootstrap.settings")))
sys.exit(code)
"""


def test_a_fresh_report_is_shown_without_loading_what_is_heavy(told: Told, tmp_path: Path) -> None:
    told(42, Finding(Status.CHANGED, "mended"))
    done = subprocess.run(
        [sys.executable, "-c", SHOW.replace("{heavy}", repr(set(HEAVY))), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].strip() == "LOADED"


def test_help_is_shown_without_loading_what_is_heavy() -> None:
    script = "import sys\nfrom agent_bootstrap.cli import main\ntry: main.main(['--help'])\nexcept SystemExit: pass\n"
    script += f"print('LOADED', *sorted({set(HEAVY)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].strip() == "LOADED"
