"""What systemd says in the journal about one service, in systemd's words."""

from __future__ import annotations

from agent_bootstrap.sandbox.init.journal import Journal
from agent_bootstrap.sandbox.init.units import Unit


class Chronicle:
    """Writes the journal's lines about one unit."""

    def __init__(self, unit: Unit, journal: Journal) -> None:
        self._unit = unit
        self._journal = journal

    def say(self, message: str) -> None:
        """A line that begins with the unit's name."""
        self._journal.say(self._unit.name, f"{self._unit.name}: {message}")

    def announce(self, what: str, end: str = ".") -> None:
        """A line about the service as a whole: `Started x.service - The thing x.`"""
        self._journal.say(self._unit.name, f"{what} {self._unit.name} - {self._unit.description}{end}")
