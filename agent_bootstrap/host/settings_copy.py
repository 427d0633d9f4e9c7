"""A copy of the settings files below another directory, told as if they lay in /etc/agent-bootstrap."""

from __future__ import annotations

from typing import Iterable, Optional, Sequence

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.component import component

HOME = "/etc/agent-bootstrap"
FILE, DROP_INS = f"{HOME}/agent-bootstrap.toml", f"{HOME}/conf.d"

_MODE = 0o600
"""A settings file may hold a secret, so a copy is for root alone."""


@component
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
        """Copy these settings files, and forget those of an earlier copy.

        File by file: what removes a whole tree brings the compressing libraries along, and they would stay for months.
        """
        texts = {path: self.files.read(path) for path in paths}
        for path in (FILE, *(f"{DROP_INS}/{name}" for name in self.names(DROP_INS))):
            if texts.get(path) is None:
                self.files.remove(self._copied(path))
        for path, text in texts.items():
            if text is not None:
                self.files.write(self._copied(path), text, mode=_MODE)

    def _at(self, path: str) -> str:
        settings = path.startswith(f"{HOME}/") and path.endswith((".toml", "/conf.d"))
        return self._copied(path) if settings else path

    def _copied(self, path: str) -> str:
        return f"{self.below.rstrip('/')}{path}"
