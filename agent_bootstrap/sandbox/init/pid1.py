"""The first process of the sandbox: runs one command, supervises services meanwhile, and reaps every orphan."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Mapping, Optional, Sequence

from agent_bootstrap.sandbox.init import processes, terminal
from agent_bootstrap.sandbox.init.endings import Ending
from agent_bootstrap.sandbox.init.errands import Errands
from agent_bootstrap.sandbox.init.journal import Journal
from agent_bootstrap.sandbox.init.loop import Loop
from agent_bootstrap.sandbox.init.manager import Manager
from agent_bootstrap.sandbox.init.notifications import Notifications
from agent_bootstrap.sandbox.init.protocol import NOTIFY_NAME
from agent_bootstrap.sandbox.init.requests import Requests
from agent_bootstrap.sandbox.init.surroundings import Surroundings

_GRACE = 2.0
"""Seconds for what is left when the command has ended: a closed sandbox shall not keep anybody waiting."""

_PATIENCE = 5.0
"""Seconds for a command that was told to end by SIGTERM or SIGINT."""

_COMMAND_NOT_FOUND = 127
"""A shell's exit code for a command that cannot be run."""


class FirstProcess:
    """Lives as long as its command."""

    def __init__(self, directory: Path, root: Path) -> None:
        processes.call_ourselves("systemd")
        processes.adopt_orphans()
        directory.mkdir(parents=True, exist_ok=True)
        # Programs tell by this directory that systemd runs: sd_booted(3).
        (root / "run/systemd/system").mkdir(parents=True, exist_ok=True)
        self._loop = Loop()
        surroundings = Surroundings(root, self._loop, Journal(directory), directory / NOTIFY_NAME)
        self._manager = Manager(surroundings)
        Notifications(directory / NOTIFY_NAME, self._loop, self._manager.notified)
        Requests(directory, self._loop, self._manager)
        Errands(directory, self._loop)
        self._loop.on_signals((signal.SIGCHLD, signal.SIGTERM, signal.SIGINT), self._signalled)
        self._command = 0
        self._ending: Optional[Ending] = None

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run the command to its end; its exit code, 128 more than the signal's number, or 127 if it cannot be run."""
        launch = processes.Launch(
            command[0], list(command), environment, str(Path.cwd()), prepare=terminal.lead_own_group
        )
        self._command, complaint = processes.start(launch)
        self._loop.run(lambda: self._ending is not None)
        processes.end_descendants(_GRACE)
        terminal.take()
        if complaint:
            sys.stderr.write(f"{command[0]}: {complaint}. Name a program that exists in the sandbox.\n")
            return _COMMAND_NOT_FOUND
        return self._ending.exit_code if self._ending else _COMMAND_NOT_FOUND

    def _signalled(self, number: int) -> None:
        if number == signal.SIGCHLD:
            self._reap()
        else:
            processes.send(number, [self._command])
            self._loop.after(_PATIENCE, lambda: processes.send(signal.SIGKILL, [self._command]))

    def _reap(self) -> None:
        """Collect all that have ended: the command, services' processes, and orphans that came to us."""
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            ending = Ending.from_wait_status(status)
            if process == self._command:
                self._ending = ending
            self._manager.process_ended(process, ending)
