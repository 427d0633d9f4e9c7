"""Signing keys: those that come with the program, and those that the administrator put into keys.d."""

from __future__ import annotations

import dataclasses
import importlib.resources

from agent_bootstrap.aws import signing_keys
from agent_bootstrap.host.files import Files

DIRECTORY = "/etc/agent-bootstrap/keys.d"


@dataclasses.dataclass(frozen=True)
class Keyring:
    """Armored OpenPGP keys. That a key is here does not make it trusted: only its fingerprint does."""

    files: Files

    def texts(self) -> tuple[str, ...]:
        """The text of every key at hand."""
        shipped = importlib.resources.files(signing_keys)
        own = tuple((shipped / name).read_text(encoding="ascii") for name in signing_keys.FILES)
        added = (
            self.files.read(f"{DIRECTORY}/{name}") for name in self.files.names(DIRECTORY) if name.endswith(".asc")
        )
        return (*own, *(text for text in added if text))
