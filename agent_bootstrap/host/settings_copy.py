"""A copy of the settings files below another directory, told as if they lay in /etc/agent-bootstrap."""

from __future__ import annotations

import dataclasses
from typing import Iterable, Optional, Sequence

from agent_bootstrap.host.files import Files

HOME = "/etc/agent-bootstrap"

_MODE = 0o600
"""A settings file may hold a secret, so a copy is for root alone."""


@dataclasses.dataclass(frozen=True)
class SettingsCopy:
    """Reads the settings files from the copy, and whatever else settings need (the activation code's file) from where it is."""

    files: Files
    below: str
    """`DIR` for `DIR/etc/agent-bootstrap/agent-bootstrap.toml`."""

    def read(self, path: str) -> Optional[str]:
        """The text of a file; None if there is no such file."""
        return self.files.read(self._at(path))

    def names(self, directory: str) -> Sequence[str]:
        """The names in a directory; none if there is no such directory."""
        return self.files.names(self._at(directory))

    def mode(self, path: str) -> int:
        """The permission bits of a file."""
        return self.files.mode(self._at(path))

    def standard_input(self) -> str:
        """All that comes through standard input."""
        return self.files.standard_input()

    def take(self, paths: Iterable[str]) -> None:
        """Copy these settings files, and forget those of an earlier copy."""
        self.files.remove(self.below)
        for path in paths:
            text = self.files.read(path)
            if text is not None:
                self.files.write(f"{self.below}{path}", text, mode=_MODE)

    def _at(self, path: str) -> str:
        settings = path.startswith(f"{HOME}/") and path.endswith((".toml", "/conf.d"))
        return f"{self.below.rstrip('/')}{path}" if settings else path
