"""The announcer: one set of entries for the status file, the journal and `systemctl status`."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Callable, Mapping, Optional, Sequence

from agent_bootstrap import __version__
from agent_bootstrap.daemon import told, words
from agent_bootstrap.daemon.aftermath import Aftermath
from agent_bootstrap.daemon.messenger import STEP, Messenger
from agent_bootstrap.daemon.picture import Picture
from agent_bootstrap.daemon.repairs import Repairs
from agent_bootstrap.daemon.timetable import Timetable
from agent_bootstrap.daemon.told import Change, News
from agent_bootstrap.host.resident import Resident
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.node import Node
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.report import DAEMON, Entry, Report, stamp
from agent_bootstrap.reporting import journal, settings_report, status_file
from agent_bootstrap.reporting.history import History
from agent_bootstrap.settings import SettingError

_PRIORITIES = {
    Change.BROKEN: journal.ERROR,
    Change.WARNED: journal.WARNING,
    Change.REPAIRED: journal.NOTICE,
    Change.HEALED: journal.NOTICE,
}

_STATUS = "status"
"""The name of the status file among what is written down."""

_ERRANDS = "what the daemon sends out comes home with a report"
_WRITES = "what the daemon finds out can be written down"


@dataclasses.dataclass
class Announcer:
    """Tells what the picture shows."""

    host: Resident
    picture: Picture
    repairs: Repairs
    messenger: Messenger
    aftermath: Aftermath
    timetable: Timetable
    errors: Sequence[SettingError] = ()
    """What is wrong with the settings files, while older settings hold."""
    trouble: Optional[Problem] = None
    """Why the last errand brought no report."""
    unwritten: dict[str, tuple[Callable[[], None], Problem]] = dataclasses.field(default_factory=dict)
    """What could not be written down last time, and why."""
    server: Mapping[str, object] = dataclasses.field(default_factory=dict)
    """This server as the last report named it."""
    node: Optional[Node] = None
    """The managed node as the last report saw it."""
    warned: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.history = History(self.host.files)

    def remember(self) -> None:
        """Take over what an earlier daemon told, so that nobody is told twice."""
        self.attempt("history", lambda: self.history.started(stamp(self.host.clock.now()), __version__))
        try:
            values = status_file.read(self.host.files)
            report = Report.from_json(values) if values else None
        except (ProblemFoundError, ValueError, KeyError, TypeError, AttributeError):
            return
        if report:
            self.server, self.node = report.host, report.node
        if report and report.command == DAEMON:
            self.picture.remember(report.entries)

    def entries(self) -> tuple[Entry, ...]:
        """Everything that is to be told now."""
        now = self.host.clock.now()
        seen, moment = self.picture.seen.values(), now.timestamp()
        instead = {**self.aftermath.instead(seen, moment), **self.repairs.instead(seen, moment)}
        return self.picture.shown((*settings_report.entries(self.errors, now), *self._own(now)), instead)

    def tell(self, report: Optional[Report] = None) -> None:
        """Tell all places; `report` is what an errand has just brought home."""
        now = self.host.clock.now()
        if report:
            self.server, self.node = report.host, report.node
        self.server = self.server or self.host.summary()
        for name, (write, _) in list(self.unwritten.items()):
            self.attempt(name, write)
        # That the status file cannot be written does not belong into it.
        self.unwritten.pop(_STATUS, None)
        started = report.started_at if report else now
        renewed_by = now + datetime.timedelta(seconds=self.timetable.longest_pause)
        whole = Report(DAEMON, started, now, self.server, self.entries(), self.node, renewed_by)
        self.attempt(_STATUS, lambda: status_file.write(self.host.files, whole))
        entries = self.entries()
        news = self.picture.tell(entries)
        for alike in told.by_cause(news):
            self._to_journal(alike, now)
        others = any(not item.entry.step.startswith(STEP) for item in news)
        self.messenger.told(self.host.clock.monotonic(), news=others)
        self.host.supervisor.status(words.status(entries))

    def attempt(self, name: str, write: Callable[[], None]) -> None:
        """Write something down. That it cannot be written, on a full disk, is told, ends nothing, and is tried again."""
        try:
            write()
            self.unwritten.pop(name, None)
        except ProblemFoundError as error:
            self.unwritten[name] = (write, error.problem)

    def repairing(self, left: Sequence[str]) -> None:
        """A repair begins."""
        drift = [self.picture.drift[step] for step in self.picture.drifted() if step not in left]
        self.host.supervisor.status(words.repairing(drift))

    def warn(self, warnings: Sequence[str]) -> None:
        """Tell what is odd about settings that hold."""
        for warning in warnings:
            if warning not in self.warned:
                journal.tell(self.host.journal, f"warning: {warning}", "settings-warning", journal.WARNING)
        self.warned = warnings

    def _own(self, now: datetime.datetime) -> tuple[Entry, ...]:
        unwritten = [(f"{DAEMON}.writes/{name}", _WRITES, problem) for name, (_, problem) in self.unwritten.items()]
        trouble = [
            (f"{DAEMON}.{name}", _ERRANDS, found)
            for name, found in (("errands", self.trouble), ("messenger", self.messenger.trouble))
            if found is not None
        ]
        own = (Entry(step, promise, Finding.of(found), now) for step, promise, found in (*trouble, *unwritten))
        return (*own, *self.messenger.entries)

    def _to_journal(self, alike: Sequence[News], now: datetime.datetime) -> None:
        """News of one cause, in one entry; into the history, too, promise by promise."""
        change, entries = alike[0].change, [item.entry for item in alike]
        problem = entries[0].finding.problem
        said = words.message(alike, self.picture.drift.get(entries[0].step))
        word = problem.code if problem else change.value
        journal.tell_entries(self.host.journal, entries, word, said, _PRIORITIES[change])
        for item in alike:
            self.attempt("history", lambda news=item: self._to_history(news, now))  # type: ignore[misc]

    def _to_history(self, item: News, now: datetime.datetime) -> None:
        said = words.message([item], self.picture.drift.get(item.entry.step))
        self.history.found(stamp(now), item.change.value, item.entry.step, item.entry.finding, said)
