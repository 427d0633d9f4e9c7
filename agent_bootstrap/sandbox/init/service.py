"""One service's way through its states: started, up, stopped, failed, started again."""

from __future__ import annotations

import signal
from typing import Optional, Sequence

from agent_bootstrap.sandbox.init import processes
from agent_bootstrap.sandbox.init.chronicle import Chronicle
from agent_bootstrap.sandbox.init.command_lines import CommandLine
from agent_bootstrap.sandbox.init.endings import CLEAN, Ending
from agent_bootstrap.sandbox.init.family import Family
from agent_bootstrap.sandbox.init.loop import Alarm, Callback
from agent_bootstrap.sandbox.init.restarting import StartLimit, is_restarted
from agent_bootstrap.sandbox.init.service_settings import ServiceSettings
from agent_bootstrap.sandbox.init.states import DOWN, SETTLED, STARTING, STOPPING, UP, Moments, State
from agent_bootstrap.sandbox.init.surroundings import Surroundings
from agent_bootstrap.sandbox.init.units import Unit


class Service:
    """The state machine of systemd.service(5), as far as agents use it."""

    def __init__(self, unit: Unit, surroundings: Surroundings) -> None:
        self.unit = unit
        self.settings = unit.settings or ServiceSettings()
        self.state = State.DEAD
        self.moments = Moments()
        self.family = Family(unit.name, surroundings)
        self.result = "success"
        self.restart_count = 0
        self.status_text = ""
        self._chronicle = Chronicle(unit, surroundings.journal)
        self._alarm = Alarm(surroundings.loop)
        self._limit = StartLimit()
        self._turn: tuple[CommandLine, Callback] = (CommandLine(()), self._terminate)
        self._waiting: list[Callback] = []
        self._commands: list[CommandLine] = []
        self._stop_requested = self._start_again = self._came_up = False

    # What is asked of it.

    def reload(self, unit: Unit) -> None:
        """Take over what `daemon-reload` has read. A service whose file is gone keeps its settings while it runs."""
        self.unit = unit
        self.settings = unit.settings or self.settings

    def start(self) -> None:
        """Start it, unless it is up or on its way. One that is stopping starts afterwards."""
        if self.state in STOPPING:
            self._start_again = True
        elif self.state in DOWN:
            self.restart_count = 0
            self._begin()

    def stop(self) -> None:
        """Stop it, and do not start it again."""
        self._start_again = False
        self._begin_stop()

    def restart(self) -> None:
        """Stop it if need be, and start it. One that waits for its next start needs not wait longer."""
        if self.state in DOWN or self.state is State.AUTO_RESTART:
            self._begin()
        else:
            self._start_again = True
            self._begin_stop()

    def reset_failed(self) -> None:
        """Forget that it has failed, and how often it was started."""
        self._limit.forget()
        self.restart_count = 0
        if self.state is State.FAILED:
            self.result = "success"
            self._enter(State.DEAD)

    def when_settled(self, callback: Callback) -> None:
        """Call back as soon as it is up or down: at once if it is."""
        if self.state in SETTLED and not self._start_again:
            callback()
        else:
            self._waiting.append(callback)

    # What happens to it.

    def process_ended(self, process: int, ending: Ending) -> None:
        """One of its two own processes has ended."""
        was_main = process == self.family.main
        self.family.note_end(process, ending)
        clean = ending in CLEAN or ending in self.settings.also_clean
        if not clean:
            self._chronicle.say(f"{'Main' if was_main else 'Control'} process exited, {ending}")
        if was_main:
            self._main_ended(None if clean else ending)
        else:
            self._control_ended(None if clean else ending)

    def notified(self, fields: dict[str, str]) -> None:
        """A message of sd_notify(3) has come from one of its processes."""
        self.status_text = fields.get("STATUS", self.status_text)
        if fields.get("READY") == "1" and self.state is State.START and self.settings.kind == "notify":
            self._is_up()

    def look_for_end(self) -> None:
        """Ask whether a stopping service has ended: after each end of any process, for it may have been the last."""
        if self.state not in {State.STOP_SIGTERM, State.STOP_SIGKILL} or self.family.heads():
            return
        rest = self.family.members()
        if self.settings.kill_mode == "process":
            for process in sorted(rest):
                self._chronicle.say(
                    f"Unit process {process} ({processes.name_of(process)}) remains running after unit stopped."
                )
        elif rest:
            if self.settings.kill_mode == "mixed" and self.state is not State.STOP_SIGKILL:
                self._kill(rest)
            return
        self._finish()

    # Starting.

    def _begin(self) -> None:
        self._alarm.cancel()
        self._stop_requested = self._start_again = self._came_up = False
        self.status_text = ""
        if not self._limit.allows(self.settings):
            self._chronicle.say("Start request repeated too quickly.")
            # A failure that led here stays the result: that is how systemd tells a crash loop from too many starts.
            self.result = "start-limit-hit" if self.result == "success" else self.result
            self._close_the_books(State.FAILED)
            return
        self.result = "success"
        self.family.begin()
        self._commands = list(self.settings.start)
        self._enter(State.START_PRE)
        self._alarm.set(self.settings.start_timeout, self._start_timed_out)
        self._run_in_turn(self.settings.start_before, self._start_main)

    def _start_main(self) -> None:
        self._enter(State.START)
        try:
            became = self.family.launch_main(self.settings, self._commands[0])
        except OSError as error:
            self._give_up(error)
            return
        # A simple service counts as started before its program is known to exist; an exec service does not.
        if self.settings.kind in {"simple", "idle"} or (became and self.settings.kind == "exec"):
            self._is_up()

    def _is_up(self, state: State = State.RUNNING) -> None:
        self._alarm.cancel()
        self._came_up = True
        self._chronicle.announce("Finished" if self.settings.kind == "oneshot" else "Started")
        self._enter(state)

    def _run_in_turn(self, commands: Sequence[CommandLine], then: Callback) -> None:
        """Run control processes one after another, then go on."""
        if not commands:
            then()
            return
        self._turn = commands[0], lambda: self._run_in_turn(commands[1:], then)
        try:
            self.family.launch_control(self.settings, commands[0])
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self._chronicle.say(f"Failed to run '{self.state.sub}' task: {error.strerror}: {error.filename}")
        self.result = "resources"
        self._terminate()

    def _start_timed_out(self) -> None:
        self._chronicle.say(f"{self.state.sub} operation timed out. Terminating.")
        self.result = "timeout"
        self._terminate()

    # Ends of processes.

    def _main_ended(self, failure: Optional[Ending]) -> None:
        if failure and not self._commands[0].failure_ignored:
            self._note_failure(failure)
        if self.state in STOPPING:
            self.look_for_end()
        elif self.result != "success":
            self._terminate()
        elif self.state is State.START and self.settings.kind == "oneshot":
            self._oneshot_command_done()
        elif self.state is State.START:
            self._chronicle.say("Main process ended before it said that it was ready.")
            self.result = "protocol"
            self._terminate()
        elif self.settings.remains:
            self._enter(State.EXITED)
        else:
            self._terminate()

    def _oneshot_command_done(self) -> None:
        if len(self._commands) > 1:
            del self._commands[0]
            self._start_main()
        elif self.settings.remains:
            self._is_up(State.EXITED)
        else:
            self._came_up = True
            self._chronicle.announce("Finished")
            self._terminate()

    def _control_ended(self, failure: Optional[Ending]) -> None:
        command, go_on = self._turn
        if self.state in {State.STOP_SIGTERM, State.STOP_SIGKILL}:
            self.look_for_end()
        elif failure and not command.failure_ignored:
            self._note_failure(failure)
            self._terminate()
        else:
            go_on()

    def _note_failure(self, failure: Ending) -> None:
        """The first thing that went wrong is the service's result."""
        if self.result == "success":
            self.result = failure.result

    # Stopping.

    def _begin_stop(self) -> None:
        self._stop_requested = True
        if self.state is State.AUTO_RESTART:
            self._alarm.cancel()
            self._enter(State.DEAD)
        elif self.state in UP | STARTING:
            self._chronicle.announce("Stopping", "...")
            if self.state in UP and self.settings.stop:
                self._enter(State.STOP)
                self._alarm.set(self.settings.stop_timeout, self._terminate)
                self._run_in_turn(self.settings.stop, self._terminate)
            else:
                self._terminate()

    def _terminate(self) -> None:
        """Ask the processes that KillMode= names to end, and give them their time."""
        self._enter(State.STOP_SIGTERM)
        self._alarm.set(self.settings.stop_timeout, self._stop_timed_out)
        processes.send(signal.SIGTERM, self._targets(("control-group",)))
        self.look_for_end()

    def _stop_timed_out(self) -> None:
        self._chronicle.say(f"State '{self.state.sub}' timed out. Killing.")
        self.result = "timeout"
        self._kill(self._targets(("control-group", "mixed")))

    def _kill(self, targets: set[int]) -> None:
        self._alarm.cancel()
        self._enter(State.STOP_SIGKILL)
        processes.send(signal.SIGKILL, targets)

    def _targets(self, modes_for_all: Sequence[str]) -> set[int]:
        return self.family.members() if self.settings.kill_mode in modes_for_all else self.family.heads()

    def _finish(self) -> None:
        self._alarm.cancel()
        if self.result == "success":
            self._chronicle.say("Deactivated successfully.")
        self._close_the_books(State.DEAD if self.result == "success" else State.FAILED)
        if self._start_again:
            # systemd flushes its count at the next start of a service that it was not to start again by itself.
            self.restart_count = 0
            self._begin()
        elif not self._stop_requested and is_restarted(self.settings, self.result, self.family.ending):
            self._enter(State.AUTO_RESTART)
            self._alarm.set(self.settings.restart_delay, self._restart_by_itself)

    def _close_the_books(self, state: State) -> None:
        if self.result != "success":
            self._chronicle.say(f"Failed with result '{self.result}'.")
        if self._stop_requested:
            self._chronicle.announce("Stopped")
        elif not self._came_up:
            self._chronicle.announce("Failed to start")
        self._enter(state)

    def _restart_by_itself(self) -> None:
        self.restart_count += 1
        self._chronicle.say(f"Scheduled restart job, restart counter is at {self.restart_count}.")
        self._begin()

    def _enter(self, state: State) -> None:
        self.moments.note(self.state, state)
        self.state = state
        if state in SETTLED and not self._start_again:
            waiting, self._waiting = self._waiting, []
            for callback in waiting:
                callback()
