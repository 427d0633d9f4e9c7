"""The daemon as a process: real signals, the real clock, and small programs in place of systemd's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.reporting import status_file
from tests.unit.daemon.entries import OK, entry, report
from tests.unit.daemon.stage import FILE, SETTINGS
from tests.unit.host.datagrams import Mailbox

DAEMON = """
import os, sys
from pathlib import Path
from agent_bootstrap.daemon.loop import Loop
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.errands import Errands
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.glimpses import Glimpses
from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.host.resident import Resident
from agent_bootstrap.host.signals import Signals
from agent_bootstrap.host.supervisor import Supervisor

place = Path(sys.argv[1])
resident = Resident(
    Clock(), Errands({}), Files(place / "root"), Glimpses(), JournalSocket(str(place / "journal")), Signals(),
    Supervisor.of(os.environ),
)
exit_code = Loop(resident).run()
print(*sys.modules)
sys.exit(exit_code)
"""

SYSTEMD_RUN = """#!/bin/sh
echo $$ > "$PLACE/pid"
printf '%s\\n' "$*" >> "$PLACE/errands"
[ ! -e "$PLACE/hangs" ] || exec sleep 60
cat "$PLACE/report"
"""

SYSTEMCTL = """#!/bin/sh
printf '%s\\n' "$*" >> "$PLACE/systemctl-words"
kill "$(cat "$PLACE/pid")"
"""


class Process:
    """A daemon that runs."""

    def __init__(self, place: Path) -> None:
        self.place, self.files = place, Files(place / "root")
        self.notified, self.lines = Mailbox(place / "notify"), []  # type: ignore[var-annotated]
        values = {
            **report([entry("a.service", OK)], "plan").as_json(),
            "evidence": {"files": [], "logs": [], "processes": []},
        }
        (place / "report").write_text(json.dumps(values))
        for name, text in (("systemd-run", SYSTEMD_RUN), ("systemctl", SYSTEMCTL)):
            (place / name).write_text(text)
            (place / name).chmod(0o755)
        self.files.write(FILE, SETTINGS, mode=0o600)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", DAEMON, str(self.place)], stdout=subprocess.PIPE, text=True,
            env={
                "PATH": f"{self.place}:{os.environ['PATH']}", "PLACE": str(self.place), "PYTHONPATH": os.pathsep.join(sys.path),
                "NOTIFY_SOCKET": str(self.notified.path), "WATCHDOG_USEC": "180000000",
            },
        )  # fmt: skip

    def errands(self) -> int:
        """How many were sent out."""
        path = self.place / "errands"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def told(self) -> list[str]:
        """What systemd was told up to now."""
        self.lines += [letter.decode() for letter in self.notified.letters()]
        return self.lines

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that will be, on a busy machine later than on others."""
        end = time.monotonic() + 60
        while not condition():
            assert self.process.poll() is None, "the daemon has ended"
            assert time.monotonic() < end, self.told()
            time.sleep(0.01)

    def ended(self) -> tuple[int, set[str]]:
        """The exit code, and the modules that were loaded at the end."""
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, set(output.split())


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Process]:
    found = Process(tmp_path)
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.process.wait()


def test_it_looks_at_once_reloads_when_it_is_told_and_stops_while_an_errand_hangs(daemon: Process) -> None:
    daemon.start()
    daemon.until(lambda: "STATUS=Converged: all 1 promises are kept" in daemon.told())
    assert daemon.told()[:2] == ["READY=1", "WATCHDOG=1"]
    (daemon.place / "hangs").touch()
    daemon.process.send_signal(signal.SIGHUP)
    daemon.until(lambda: daemon.errands() == 2)
    daemon.process.send_signal(signal.SIGTERM)
    exit_code, modules = daemon.ended()
    assert exit_code == 0
    assert daemon.told()[-1] == "STOPPING=1"
    assert (daemon.place / "systemctl-words").read_text() == "stop --no-block agent-bootstrap-look.service\n"
    # What a reload does must load nothing either that stays.
    assert not {"shutil", "ssl", "hashlib", "bz2", "lzma"} & modules


def test_settings_that_were_never_right_end_it_with_78_and_in_the_status_file(daemon: Process) -> None:
    daemon.files.write(FILE, 'region = "Ireland"\n', mode=0o600)
    daemon.start()
    exit_code, _ = daemon.ended()
    assert exit_code == 78
    assert "READY=1" not in daemon.told()
    assert [finding["step"] for finding in (status_file.read(daemon.files) or {})["findings"]] == ["settings"]
    assert daemon.errands() == 0
