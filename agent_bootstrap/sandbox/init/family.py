"""The processes of one service: its main process, one control process, and all that they have started.

A control group is imitated: to the family belong the descendants of both, and whoever carries the INVOCATION_ID of this
start in the environment, which finds the children of a main process that has ended.
"""

from __future__ import annotations

import uuid
from typing import Optional

from agent_bootstrap.sandbox.init import processes
from agent_bootstrap.sandbox.init.command_lines import CommandLine
from agent_bootstrap.sandbox.init.endings import Ending
from agent_bootstrap.sandbox.init.output import Output
from agent_bootstrap.sandbox.init.service_environment import build_environment
from agent_bootstrap.sandbox.init.service_settings import ServiceSettings
from agent_bootstrap.sandbox.init.states import Moment
from agent_bootstrap.sandbox.init.surroundings import Surroundings


class Family:
    """From one start of the service to the next."""

    def __init__(self, name: str, surroundings: Surroundings) -> None:
        self._name = name
        self._surroundings = surroundings
        self._outputs: dict[int, Output] = {}
        self.invocation = ""
        """32 hexadecimal digits, new for each start."""
        self.main: Optional[int] = None
        self.control: Optional[int] = None
        self.last_main = 0
        self.started: Optional[Moment] = None
        self.ended: Optional[Moment] = None
        self.ending: Optional[Ending] = None
        """Of the last main process: its ID, its moments, its end."""

    def begin(self) -> None:
        """Start anew: whoever is left of the last start no longer belongs to the service, as with KillMode=process."""
        self.invocation = uuid.uuid4().hex
        self.ended = self.ending = None

    def launch_main(self, settings: ServiceSettings, command: CommandLine) -> bool:
        """Start the main process; whether it became the program. Raises OSError if it could not even be tried."""
        self.started = Moment.now()
        self.main, became = self._launch(settings, command)
        self.last_main = self.main
        return became

    def launch_control(self, settings: ServiceSettings, command: CommandLine) -> None:
        """Start a command of ExecStartPre= or ExecStop=. Raises OSError if it could not even be tried."""
        self.control, _ = self._launch(settings, command)

    def _launch(self, settings: ServiceSettings, command: CommandLine) -> tuple[int, bool]:
        environment = build_environment(settings, self._surroundings.root, self._added_variables(settings))
        output = Output(self._surroundings.journal, self._surroundings.loop, self._name)
        launch = processes.Launch(
            program=command.program,
            arguments=command.arguments(environment),
            environment=environment,
            directory=settings.working_directory,
            user="" if command.privileged else settings.user,
            output=output.writing,
        )
        child, complaint = processes.start(launch)
        output.belongs_to(command.program, child)
        self._outputs[child] = output
        if complaint:
            self._surroundings.journal.say(self._name, f"{self._name}: {complaint}")
        return child, not complaint

    def _added_variables(self, settings: ServiceSettings) -> dict[str, str]:
        added = {"INVOCATION_ID": self.invocation}
        if self.main is not None:
            added["MAINPID"] = str(self.main)
        if settings.notify_access != "none":
            added["NOTIFY_SOCKET"] = str(self._surroundings.notify_socket)
        return added

    def note_end(self, process: int, ending: Ending) -> None:
        """Take note that the main or the control process has ended; all that it had printed is in the journal then."""
        output = self._outputs.pop(process, None)
        if output:
            output.drain()
        if process == self.main:
            self.main, self.ended, self.ending = None, Moment.now(), ending
        elif process == self.control:
            self.control = None

    def heads(self) -> set[int]:
        """The main and the control process, those that live."""
        return {process for process in (self.main, self.control) if process is not None}

    def members(self) -> set[int]:
        """Every living process of the family."""
        if not self.invocation:
            return set()
        found = self.heads() | set(processes.carrying(f"INVOCATION_ID={self.invocation}"))
        return found.union(*(processes.descendants(head) for head in self.heads()))
