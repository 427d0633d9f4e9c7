"""systemd's units: every one that lies in systemd/ is installed; those with a section [Install] are enabled and started."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from builder.description import CHECKOUT

_KINDS = (".path", ".service", ".socket", ".target", ".timer")

TRANSIENT = ("agent-bootstrap-look.service", "agent-bootstrap-repair.service")
"""Units that the daemon makes with systemd-run. A removal stops them, too."""


@dataclasses.dataclass(frozen=True)
class Units:
    """Files of units, sorted."""

    files: tuple[Path, ...]

    @property
    def enabled(self) -> tuple[str, ...]:
        """The names of those that a boot starts."""
        return tuple(file.name for file in self.files if "\n[Install]\n" in file.read_text(encoding="utf-8"))

    @property
    def stopped(self) -> tuple[str, ...]:
        """What a removal stops: what could begin something first, then what runs."""
        return (*sorted((file.name for file in self.files), key=lambda name: not name.endswith(".path")), *TRANSIENT)


def find(directory: Path = CHECKOUT / "systemd") -> Units:
    """The units of a directory."""
    return Units(tuple(sorted(file for file in directory.glob("*.*") if file.suffix in _KINDS)))
