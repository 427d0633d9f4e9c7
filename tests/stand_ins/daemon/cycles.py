"""A daemon that lives through a thousand cycles in seconds, and what it uses after each hundred: figures as JSON.

`python -m tests.stand_ins.daemon.cycles PLACE CYCLES [leaks]`. Loop, files, sockets, signals and children are real; pauses are leapt
over, and in place of a look a small program prints a report. `leaks`: something grows, so that whoever measures can be measured.
"""

# ruff: noqa: T201  (figures are printed)

from __future__ import annotations

import datetime
import itertools
import json
import os
import sys
from pathlib import Path
from typing import Optional

from agent_bootstrap.daemon.loop import Loop
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.errands import REPAIR, Errands, Rights
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.glimpses import Glimpses
from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.host.resident import Resident
from agent_bootstrap.host.signals import Signal, Signals
from agent_bootstrap.host.supervisor import Supervisor
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.report import Entry
from tests.unit.daemon.entries import CHANGED, DRIFTED, FAILED, OK, STUCK, report
from tests.unit.host.datagrams import Mailbox

STEPS = tuple(
    f"{layer}.promise_{number}" for layer in ("network", "ssm_agent", "cloudwatch_agent") for number in range(14)
)
"""About as many as a server has."""

LOOKS = (OK, OK, OK, FAILED, FAILED, OK, OK, STUCK, STUCK, OK, DRIFTED, OK)
"""How one step is found, look by look: well, wrong and confirmed, well again, to be repaired."""

EVERY = 100
"""Cycles between two measurements."""

_BEGINNING = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)


class LeapingClock(Clock):
    """Moves as far as somebody waits."""

    seconds = 0.0

    def now(self) -> datetime.datetime:
        return _BEGINNING + datetime.timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return 1000.0 + self.seconds


@component
class Cats(Errands):
    """Starts a small program that prints a report."""

    place: Path
    looks: itertools.cycle[int]

    def _transient(self, rights: Rights) -> list[str]:
        name = "repair" if rights is REPAIR else f"look-{next(self.looks)}"
        return ["sh", "-c", 'while IFS= read -r line; do printf "%s\\n" "$line"; done < "$0"', str(self.place / name)]


class Leaps(Signals):
    """Waits for a child as one waits; lets all other time pass at once. Stops after so many cycles."""

    def __init__(self, place: Path, cycles: int, leaks: bool) -> None:
        super().__init__()
        self.clock, self.loop, self.cycles, self.leaks = LeapingClock(), None, cycles, leaks
        self.mailboxes = [Mailbox(place / name) for name in ("journal", "notify")]
        self.entries = self.ended = 0
        self.used: list[dict[str, int]] = []
        self.leaked: list[object] = []

    loop: Optional[Loop]

    def wait(self, seconds: float) -> Optional[Signal]:
        assert self.loop
        self.entries += sum(1 for _ in self.mailboxes[0].letters())
        list(self.mailboxes[1].letters())
        if self.loop.errand:
            self.clock.seconds += 1
            self._count()
            return super().wait(60)
        self.clock.seconds += seconds
        return Signal.STOP if self.ended >= self.cycles else None

    def _count(self) -> None:
        self.ended += 1
        if self.leaks:
            self.leaked += [os.memfd_create("leak"), bytearray(4096)]
        if self.ended % EVERY == 0:
            self.used.append(used())


def used() -> dict[str, int]:
    """What this process uses."""
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    return {
        "kilobytes": next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Anonymous:")),
        "files": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "threads": sum(1 for _ in Path("/proc/self/task").iterdir()),
        "zombies": _zombies(),
    }


def _zombies() -> int:
    """Children that have ended and that nobody asked how; the one under way may just have become one."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return max(0, len(children) - 1)


def _prepare(place: Path) -> None:
    for number, finding in enumerate(LOOKS):
        _write(place / f"look-{number}", "plan", finding)
    _write(place / "repair", "bootstrap", CHANGED)


def _write(path: Path, verb: str, finding: Finding) -> None:
    """A report in which one step stands so, and all others are well."""
    entries = [
        Entry(step, f"{step} is kept", finding if number == 20 else OK, _BEGINNING) for number, step in enumerate(STEPS)
    ]
    path.write_text(json.dumps(report(entries, verb).as_json()) + "\n", encoding="utf-8")


def main(place: Path, cycles: int, leaks: bool) -> None:
    """Live, and print what was used."""
    # No power cut is played, and a disk is slower than all the rest together.
    os.fsync = lambda fd: None
    files = Files(place / "root")
    files.write("/etc/agent-bootstrap/agent-bootstrap.toml", 'region = "eu-west-1"\n', mode=0o600)
    _prepare(place)
    signals = Leaps(place, cycles, leaks)
    journal, notify = (str(mailbox.path) for mailbox in signals.mailboxes)
    errands = Cats({}, place, itertools.cycle(range(len(LOOKS))))
    signals.loop = Loop(
        Resident(signals.clock, errands, files, Glimpses(), JournalSocket(journal), signals, Supervisor(notify, 0.0))
    )
    signals.loop.run()
    print(json.dumps({"used": signals.used, "entries": signals.entries}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["leaks"])
