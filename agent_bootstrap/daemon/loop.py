"""The loop: wait, glance, send an errand, take in what it brings home, tell what is news; for months, with next to nothing in memory."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import cloudwatch_agent, ssm_agent
from agent_bootstrap.daemon import memory, results
from agent_bootstrap.daemon.aftermath import Aftermath
from agent_bootstrap.daemon.announcer import Announcer
from agent_bootstrap.daemon.messenger import Messenger
from agent_bootstrap.daemon.picture import Picture
from agent_bootstrap.daemon.timetable import Timetable
from agent_bootstrap.daemon.watch import Watch
from agent_bootstrap.daemon.wishes import Wishes
from agent_bootstrap.host import errands
from agent_bootstrap.host.errands import Rights, Running
from agent_bootstrap.host.resident import Resident
from agent_bootstrap.host.signals import Signal
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.evidence import Evidence
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.report import SETTINGS_STEP, Report
from agent_bootstrap.model.value_object import value_object

RESTLESS = (ssm_agent.IDENTITY, cloudwatch_agent.CREDENTIALS)
STALE_SECONDS = 70 * 60.0
"""The SSM Agent writes new credentials after half of their life, which is an hour; after more than an hour they are dead."""

_UNWATCHED_SECONDS = 3600.0
"""The longest pause where nobody supervises the process."""

_WALK_SECONDS = "60s"
"""How long a repair tries again by itself; after that the daemon's own pauses are longer."""


_BUSY_SECONDS = 30.0
"""How long another run that holds the lock is left in peace."""


@value_object
class Errand:
    """What was sent out."""

    running: Running
    depth: Optional[Depth]
    """Of a look; None for a repair."""
    ends_by: float
    """Moment of the monotonic clock after which even systemd-run hangs."""
    fingerprint: str
    """Of the settings that it is about."""


class Loop:
    """The daemon."""

    def __init__(self, host: Resident) -> None:
        now, watchdog = host.clock.monotonic(), host.supervisor.watchdog_seconds
        self.host = host
        self.wishes = Wishes(host.files, host.errands.environment)
        self.repairs = memory.read(host.files)
        self.picture = Picture()
        self.watch = Watch(host.glimpses)
        self.messenger = Messenger(host.errands)
        self.aftermath = Aftermath()
        self.timetable = Timetable(self.wishes.settings.daemon, watchdog / 3 or _UNWATCHED_SECONDS, now, now)
        self.announcer = Announcer(host, self.picture, self.repairs, self.messenger, self.aftermath, self.timetable)
        self.wanted: Optional[Depth] = None
        self.errand: Optional[Errand] = None

    def run(self) -> int:
        """Until somebody stops it, or the first settings cannot be used. Returns the exit code."""
        self.announcer.remember()
        self._read_settings()
        if self.wishes.errors:
            return ExitCode.SETTINGS
        self.host.supervisor.ready()
        while True:
            signal = self.host.signals.wait(self._pause())
            if signal is Signal.STOP:
                return self._stop()
            if signal is Signal.RELOAD:
                self.host.supervisor.reloading(self.host.clock.monotonic())
                self._read_settings()
                self.host.supervisor.ready()
            self._take_in()
            self._glance()
            self._send_out()
            self._have_told()

    def _pause(self) -> float:
        now = self.host.clock.monotonic()
        own = max(0.0, self.timetable.glance_at - now) if self.errand else self.timetable.pause(now)
        return min(own, self.messenger.pause(now))

    def _stop(self) -> int:
        self.host.supervisor.stopping()
        for running in (self.errand.running if self.errand else None, self.messenger.running):
            if running:
                self.host.errands.stop(running)
        return ExitCode.CONVERGED

    def _read_settings(self) -> None:
        were_broken = bool(self.wishes.errors)
        self.wishes.read()
        self.announcer.errors = self.wishes.errors
        if self.wishes.errors:
            self.announcer.tell()
            return
        self.announcer.warn(self.wishes.warnings)
        self.announcer.attempt("settings", self.wishes.keep)
        self.repairs.about(self.wishes.fingerprint)
        if were_broken:
            # Who mended a file wants to know at once whether it is good now, and a look takes a while.
            self.announcer.tell()
        # What an errand that is under way brings home is about the settings that were.
        self._want(Depth.NETWORK)
        self.timetable.changed(self.wishes.settings.daemon, self.host.clock.monotonic())

    def _glance(self) -> None:
        """Look whether anything has changed, when it is due; a finished glance is a sign of life."""
        now = self.host.clock.monotonic()
        if now >= self.timetable.glance_at:
            changed = self.watch.glance()
            if changed:
                self._want(changed)
            self.timetable.glanced(now)
            self.host.supervisor.alive()
        if now >= self.timetable.network_at and not self.errand:
            self._want(self.timetable.depth)

    def _want(self, depth: Depth) -> None:
        self.wanted = max(depth, self.wanted or depth)

    def _send_out(self) -> None:
        """A look where one is wanted, else a repair of what the last look found; one errand at a time."""
        if self.errand:
            return
        entries, now = self.picture.seen.values(), self.host.clock.now().timestamp()
        if self.wanted is not None:
            self.watch.sent()
            depth = max(self.wanted, self.picture.wants)
            self._start(errands.LOOK, depth, "plan", "--depth", depth.name.lower(), "--evidence")
            self.wanted = None
        elif self.repairs.due(entries, now):
            left = self.repairs.left(entries, now)
            self.announcer.repairing(left)
            leave = [word for step in left for word in ("--leave", step)]
            self._start(errands.REPAIR, None, "bootstrap", "--depth", "network", "--timeout", _WALK_SECONDS, *leave)

    def _start(self, rights: Rights, depth: Optional[Depth], *words: str) -> None:
        code = self.wishes.settings.activation.code
        running = self.host.errands.start(rights, *words, "--json", "--quiet", *self.wishes.flags, code=code)
        ends_by = self.host.clock.monotonic() + rights.seconds + errands.GRACE_SECONDS
        self.errand = Errand(running, depth, ends_by, self.wishes.fingerprint)

    def _have_told(self) -> None:
        """Whoever else the settings want to be told; what came of it is told here."""
        now = self.host.clock.monotonic()
        if self.messenger.take_in(now):
            self.announcer.tell()
        self.messenger.send(self.wishes.settings.reporting, self.wishes.flags, now)

    def _take_in(self) -> None:
        """What the errand brings home, if it has come home."""
        if self.errand is None:
            return
        errand, now = self.errand, self.host.clock.monotonic()
        if now > errand.ends_by:
            self.host.errands.abandon(errand.running)
        ended = errand.running.ended()
        if ended is None:
            return
        self.errand = None
        result = results.result("bootstrap" if errand.depth is None else "plan", ended)
        self.announcer.trouble = result.problem
        if result.busy is not None:
            # Whoever holds the lock changes this server just now: what was to be repaired is looked at anew.
            self.repairs.wait(self.host.clock.now().timestamp() + _BUSY_SECONDS)
            self.timetable.look_again(now, within=_BUSY_SECONDS)
        elif result.report is None:
            self._came_to_nothing(errand)
        elif any(entry.step == SETTINGS_STEP for entry in result.report.entries):
            self._met_broken_settings()
        elif errand.depth is None:
            self._repaired(errand, result.report)
        else:
            self._looked(errand.depth, result.evidence, result.report)

    def _came_to_nothing(self, errand: Errand) -> None:
        if errand.depth is None:
            self.repairs.failed(self.host.clock.now().timestamp())
        self.timetable.looked(self.host.clock.monotonic(), well=False, news=False)
        self.announcer.tell()

    def _met_broken_settings(self) -> None:
        """The errand saw nothing of the server. What is wrong with the settings is for the daemon itself to read and to tell."""
        if not self.wishes.errors:
            self._read_settings()
        # If only the errand finds them broken, it must not be sent out again and again.
        self.wanted = None
        self.timetable.looked(self.host.clock.monotonic(), well=False, news=False)

    def _repaired(self, errand: Errand, report: Report) -> None:
        # What an activation that is no longer in the settings met must not be held against the next one.
        if errand.fingerprint == self.wishes.fingerprint:
            self.repairs.ended(report, self.host.clock.now().timestamp())
        self.announcer.attempt("memory", lambda: memory.write(self.host.files, self.repairs))
        self.picture.see(report.entries, Depth.NETWORK)
        self.announcer.tell(report)
        self._want(Depth.LOCAL)

    def _looked(self, depth: Depth, evidence: Evidence, report: Report) -> None:
        whole, now = depth is not Depth.LOCAL, self.host.clock.monotonic()
        changed = self.picture.see(report.entries, depth)
        self.repairs.looked(report.entries)
        self.watch.looked(depth, evidence, meant_something=changed)
        if whole:
            self.aftermath.looked(line_is_well=self.picture.line_is_well, now=self.host.clock.now().timestamp())
            self.timetable.looked(now, well=report.converged, news=changed)
        elif not report.converged:
            self.timetable.look_again(now, within=self.timetable.intervals.local_interval)
        due = self.repairs.due(self.picture.seen.values(), self.host.clock.now().timestamp())
        if self.picture.is_blip(self.announcer.entries(), repair_is_due=due):
            self.timetable.look_again(now)
        else:
            self.announcer.tell(report)
