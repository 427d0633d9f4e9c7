"""The witness: remembers which files, logs and processes a look has looked at, so that nobody has to keep a list of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.component import component
from agent_bootstrap.model.evidence import Evidence
from agent_bootstrap.model.value_object import value_object


@value_object
class Witness:
    """What was seen, in the order of its first sight."""

    files: dict[str, None] = dataclasses.field(default_factory=dict)
    logs: dict[str, None] = dataclasses.field(default_factory=dict)
    processes: dict[int, None] = dataclasses.field(default_factory=dict)

    def evidence(self) -> Evidence:
        """All of it. A log counts as one, however else it was looked at."""
        return Evidence(
            # Copied in one go: a thread that was given up may still look at something.
            files=tuple(path for path in list(self.files) if path not in self.logs),
            logs=tuple(self.logs),
            processes=tuple(self.processes),
        )


@component
class WitnessedFiles(Files):
    """Files that somebody watches being looked at."""

    witness: Witness = dataclasses.field(default_factory=Witness)

    def at(self, path: str) -> Path:
        """Where a path of the host really lies."""
        self.witness.files[path] = None
        return super().at(path)

    def tail(self, path: str, *, largest: int = 262_144) -> tuple[str, ...]:
        """The last whole lines of a log."""
        self.witness.logs[path] = None
        return super().tail(path, largest=largest)
