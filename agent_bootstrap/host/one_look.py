"""One look, in which nothing is changed: what a program has said it is not asked again, until somebody waits for something else."""

from __future__ import annotations

import threading
from typing import Mapping, Optional

from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.commands import Argument, Commands, Outcome


class RememberedCommands(Commands):
    """Remembers what programs said that only look. Half of what a look costs would be the same questions, asked anew."""

    def __init__(self) -> None:
        self._said: dict[object, Outcome] = {}
        self._asking: dict[object, threading.Lock] = {}

    def look(self, *arguments: Argument, seconds: float = 30, variables: Optional[Mapping[str, str]] = None) -> Outcome:
        """Run a command that only looks, unless it has been run."""
        asked = (arguments, tuple((variables or {}).items()))
        # Looks go on side by side: who asks the same at the same time waits for the one answer.
        with self._asking.setdefault(asked, threading.Lock()):
            # One that waits for a change lets all be forgotten at any moment.
            outcome = self._said.get(asked)
            if outcome is None:
                outcome = self._said[asked] = super().look(*arguments, seconds=seconds, variables=variables)
            return outcome

    def forget(self) -> None:
        """From now on everything is asked again."""
        self._said.clear()


class ForgettingClock(Clock):
    """Whoever waits wants to see something change."""

    def __init__(self, commands: RememberedCommands) -> None:
        self._commands = commands

    def sleep(self, seconds: float) -> None:
        """Wait so long."""
        super().sleep(seconds)
        self._commands.forget()
