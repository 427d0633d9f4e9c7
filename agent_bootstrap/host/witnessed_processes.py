"""Processes that somebody watches being looked at."""

from __future__ import annotations

import dataclasses
from typing import Optional

from agent_bootstrap.host.processes import Process, Processes
from agent_bootstrap.host.witness import Witness
from agent_bootstrap.model.component import component


@component
class WitnessedProcesses(Processes):
    """Processes that somebody watches being looked at."""

    witness: Witness = dataclasses.field(default_factory=Witness)

    def find(self, pid: int) -> Optional[Process]:
        """The process with this number, if it runs."""
        found = super().find(pid)
        if found:
            self.witness.processes[pid] = None
        return found

    def children(self, pid: int) -> tuple[Process, ...]:
        """The processes that it started, and those that they started."""
        found = super().children(pid)
        if found:
            self.witness.processes[pid] = None
        return found
