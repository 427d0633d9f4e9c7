"""A stage for the daemon: the real loop with real files, sockets and processes, and with a clock that nobody has to wait for.

In place of systemd-run a small program is started that ends when its time has come, with the report of a server that the test
makes up: steps and how they stand, from when on.
"""

from __future__ import annotations

import dataclasses
import datetime
import heapq
import itertools
import json
import os
import shlex
from pathlib import Path
from typing import Any, Callable, Mapping, Optional, Union

from agent_bootstrap.daemon.loop import Loop
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.errands import Errands, Rights, Running
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.glimpses import Glimpses, Sign
from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.host.resident import Resident
from agent_bootstrap.host.signals import Signal, Signals
from agent_bootstrap.host.supervisor import Supervisor
from agent_bootstrap.model.component import component
from agent_bootstrap.model.evidence import Evidence
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.report import Entry, Report
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.reporting import status_file
from tests.unit.host.datagrams import Mailbox, journal_entry

LINE, PACKAGE, REGISTRATION, SERVICE = (
    "network.resolves/ssm", "ssm_agent.package", "ssm_agent.registration", "ssm_agent.service",
)  # fmt: skip
SETTINGS = 'region = "eu-west-1"\n'
FILE, DROP_INS = "/etc/agent-bootstrap/agent-bootstrap.toml", "/etc/agent-bootstrap/conf.d"

WELL = Finding.ok("all is as it shall be")
DRIFTED = Finding.drifted("somebody changed it")

_BEGINNING = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
_BOOTED_BEFORE = 1000.0
_PROGRAM = 'read -r _ < "$0/may-end"; . "$0/ending"'
"""Starts no other program: there are hundreds of errands in a play of a few hours."""


@dataclasses.dataclass
class StagedClock(Clock):
    """Stands still until somebody moves it."""

    seconds: float = 0.0

    def now(self) -> datetime.datetime:
        return _BEGINNING + datetime.timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return _BOOTED_BEFORE + self.seconds


@dataclasses.dataclass(frozen=True)
class Sent:
    """An errand that was sent out."""

    at: float
    words: tuple[str, ...]

    @property
    def verb(self) -> str:
        return self.words[0]

    def said(self, flag: str) -> list[str]:
        """The words behind each of these flags."""
        return [word for before, word in zip(self.words, self.words[1:]) if before == flag]


@dataclasses.dataclass(frozen=True)
class Told:
    """Something that the journal or systemd was told."""

    at: float
    fields: Mapping[str, str]

    @property
    def message(self) -> str:
        return self.fields["MESSAGE"]


@dataclasses.dataclass(frozen=True)
class Answer:
    """What an errand writes, and how it ends."""

    output: str
    errors: str = ""
    exit_code: int = 0
    seconds: Optional[float] = 1.0
    """How long it takes; None for ever."""


@component
class StagedErrands(Errands):
    """Starts a small program for each errand."""

    stage: Stage

    def start(self, rights: Rights, *arguments: str, code: Optional[Secret] = None) -> Running:
        running = super().start(rights, *arguments, code=code)
        self.stage.sent_out(running, arguments)
        return running

    def _transient(self, rights: Rights) -> list[str]:
        return ["sh", "-c", _PROGRAM, str(self.stage.prepared())]

    def stop(self, running: Running) -> None:
        assert running.process
        self.stage.stopped.append((self.stage.clock.seconds, running.rights.unit))
        running.process.terminate()
        running.process.wait()


class StagedSignals(Signals):
    """Lets time pass until something happens."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def wait(self, seconds: float) -> Optional[Signal]:
        return self.stage.passes(seconds)


@component
class StagedGlimpses(Glimpses):
    """Glimpses of files below another root."""

    root: Path = Path("/")

    def signs(self, evidence: Evidence) -> Mapping[str, Sign]:
        there = dataclasses.replace(evidence, files=tuple(f"{self.root}{path}" for path in evidence.files))
        return {name.replace(str(self.root), ""): sign for name, sign in super().signs(there).items()}


Happens = Callable[[], Optional[Signal]]


class Stage:
    """A server, and what happens to it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.clock = StagedClock()
        self.server: dict[str, Finding] = dict.fromkeys((LINE, PACKAGE, REGISTRATION, SERVICE), WELL)
        self.meets: dict[str, Finding] = {}
        """What a repair of a step meets; nothing where it mends it."""
        self.needs: dict[str, str] = {}
        """Step -> what it waits for. A look takes what would be repaired as repaired, as `plan` does."""
        self.answers: dict[str, Union[Answer, Callable[[Answer], Answer]]] = {}
        """Verb -> how its errands end, if not with a report in a second."""
        self.sent: list[Sent] = []
        self.journal: list[Told] = []
        self.notified: list[tuple[float, str]] = []
        self.stopped: list[tuple[float, str]] = []
        self.environment: dict[str, str] = {}
        self._agenda: list[tuple[float, int, Happens]] = []
        self._numbers = itertools.count()
        self._journal, self._notify = Mailbox(place / "journal"), Mailbox(place / "notify")
        self.root = place / "root"
        self.files = Files(self.root)
        self.files.write(FILE, SETTINGS, mode=0o600)
        for step in self.server:
            self.touch(step)

    # What a test says.

    def at(self, seconds: float, happens: Callable[[], object]) -> None:
        """Something happens then; if it is a signal, the daemon gets it."""

        def event() -> Optional[Signal]:
            found = happens()
            return found if isinstance(found, Signal) else None

        heapq.heappush(self._agenda, (seconds, next(self._numbers), event))

    def stands(self, step: str, finding: Finding) -> None:
        """The step stands so from now on."""
        self.server[step] = finding
        self.touch(step)

    def touch(self, step: str) -> None:
        """Change what a look at this step is based on. What happens to the line leaves no trace on this server."""
        if not step.startswith("network."):
            self.files.write(f"/evidence/{step}", f"{next(self._numbers)}", mode=0o600)

    def settings(self, text: str, name: str = FILE) -> Signal:
        """A person writes settings."""
        self.files.write(name, text, mode=0o600)
        return Signal.RELOAD

    def play(self, until: float) -> int:
        """Let a daemon run until this moment. Returns its exit code."""
        self.at(until, lambda: Signal.STOP)
        loop = Loop(self._resident())
        # Every moment of the play is known.
        loop.timetable.about = lambda seconds: seconds
        try:
            return loop.run()
        finally:
            self._listen()
            if loop.errand and loop.errand.running.process:
                loop.errand.running.process.kill()
                loop.errand.running.process.wait()

    # What a test asks.

    def words(self) -> list[tuple[float, str, str]]:
        """What the journal was told: when, the step, and the code, or else the kind of news."""
        known = {"repaired, so that": "repaired", "well again:": "healed"}
        return [
            (
                told.at,
                step,
                told.fields.get("AGENT_BOOTSTRAP_CODE") or next(known[begin] for begin in known if told.message.startswith(begin)),
            )
            for told in self.journal
            for step in told.fields.get("AGENT_BOOTSTRAP_STEP", "").splitlines() or [""]
        ]  # fmt: skip

    def repairs(self) -> list[float]:
        """When a repair was sent out."""
        return [sent.at for sent in self.sent if sent.verb == "bootstrap"]

    def looks(self) -> list[tuple[float, str]]:
        """When a look was sent out, and how far it went."""
        return [(sent.at, sent.said("--depth")[0]) for sent in self.sent if sent.verb == "plan"]

    def report(self) -> dict[str, Any]:
        """The status file."""
        values = status_file.read(self.files)
        assert values is not None
        return values

    def statuses(self) -> dict[str, str]:
        """Step -> status, or the code of its problem, as the status file has it."""
        found = self.report()["findings"]
        return {entry["step"]: entry["problem"]["code"] if entry["problem"] else entry["status"] for entry in found}

    def said(self) -> list[tuple[float, str]]:
        """The lines for `systemctl status`, each once."""
        lines = [(at, line[7:]) for at, line in self.notified if line.startswith("STATUS=")]
        return [item for before, item in zip([(0.0, ""), *lines], lines) if before[1] != item[1]]

    # What the daemon's host asks.

    def prepared(self) -> Path:
        """Where the next errand finds what it is to say."""
        place = self.place / f"errand-{len(self.sent)}"
        place.mkdir()
        os.mkfifo(place / "may-end")
        return place

    def sent_out(self, running: Running, words: tuple[str, ...]) -> None:
        """Prepare how the errand ends, and when."""
        place = self.place / f"errand-{len(self.sent)}"
        self.sent.append(Sent(self.clock.seconds, words))
        answer = self._answer(words)
        says = [f"printf '%s\\n' {shlex.quote(words)}" for words in (answer.output, answer.errors)]
        (place / "ending").write_text(f"{says[0]}\n{says[1]} >&2\nexit {answer.exit_code}\n")

        def ends() -> Optional[Signal]:
            assert running.process
            if running.process.poll() is None:
                (place / "may-end").write_text("\n")
                running.process.wait()
            return Signal.CHILD

        if answer.seconds is not None:
            self.at(self.clock.seconds + answer.seconds, ends)

    def passes(self, seconds: float) -> Optional[Signal]:
        """Time passes until the daemon is told something, for so many seconds at most."""
        self._listen()
        end = self.clock.seconds + seconds
        while self._agenda and self._agenda[0][0] <= end:
            moment, _, happens = heapq.heappop(self._agenda)
            self.clock.seconds = max(self.clock.seconds, moment)
            signal = happens()
            if signal:
                return signal
        self.clock.seconds = end
        return None

    def _resident(self) -> Resident:
        return Resident(
            clock=self.clock,
            errands=StagedErrands(self.environment, self),
            files=self.files,
            glimpses=StagedGlimpses(root=self.root),
            journal=JournalSocket(str(self._journal.path)),
            signals=StagedSignals(self),
            supervisor=Supervisor(str(self._notify.path), 180.0),
        )

    def _answer(self, words: tuple[str, ...]) -> Answer:
        chosen = self.answers.get(words[0])
        if isinstance(chosen, Answer):
            return chosen
        if words[0] == "report":
            return chosen(Answer("")) if chosen else Answer("")
        report = self._repaired(words) if words[0] == "bootstrap" else self._looked(words)
        answer = Answer(json.dumps(report), exit_code=report["exit_code"])
        return chosen(answer) if chosen else answer

    def _looked(self, words: tuple[str, ...]) -> dict[str, Any]:
        local = Sent(0.0, words).said("--depth") == ["local"]
        steps = [step for step in self.server if not (local and step.startswith("network."))]
        evidence = Evidence(files=("/etc/resolv.conf", *(f"/evidence/{step}" for step in steps)))
        return {**self._report("plan", {step: self.server[step] for step in steps}), "evidence": evidence.as_json()}

    def _repaired(self, words: tuple[str, ...]) -> dict[str, Any]:
        left = Sent(0.0, words).said("--leave")
        found = dict(self.server)
        for step, finding in self.server.items():
            need = self.needs.get(step)
            if need and not found[need].status.kept:
                found[step] = Finding.blocked(need)
            elif finding.status is Status.DRIFTED and step not in left:
                found[step] = self.meets.get(step, Finding(Status.CHANGED, WELL.reason))
                if found[step].status is Status.CHANGED:
                    self.stands(step, WELL)
        return self._report("bootstrap", found)

    def _report(self, verb: str, found: Mapping[str, Finding]) -> dict[str, Any]:
        now = self.clock.now()
        host = {"name": "web-1", "distribution": "Debian", "architecture": "x86_64", "kernel": "6.1"}
        entries = tuple(Entry(step, f"{step} is kept", finding, now) for step, finding in found.items())
        return Report(verb, now, now, host, entries).as_json()

    def _listen(self) -> None:
        self.journal += [Told(self.clock.seconds, journal_entry(letter)) for letter in self._journal.letters()]
        lines = (line for letter in self._notify.letters() for line in letter.decode().splitlines())
        self.notified += [(self.clock.seconds, line) for line in lines]
