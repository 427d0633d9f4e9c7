"""Signing keys: those that come with the program, and those that the administrator put into keys.d."""

from __future__ import annotations

import importlib.resources
from typing import Mapping

from agent_bootstrap.aws import signing_keys
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.component import component

DIRECTORY = "/etc/agent-bootstrap/keys.d"

SHIPPED = "shipped"
"""Where a key is said to come from that came with the program."""


@component
class Keyring:
    """Armored OpenPGP keys. That a key is here does not make it trusted: only its fingerprint does."""

    files: Files

    def texts(self) -> tuple[str, ...]:
        """The text of every key at hand."""
        return (self._shipped(), *self._added().values())

    def by_source(self) -> Mapping[str, str]:
        """Where keys come from, SHIPPED or a file -> their texts."""
        return {SHIPPED: self._shipped(), **self._added()}

    def _shipped(self) -> str:
        shipped = importlib.resources.files(signing_keys)
        return "".join((shipped / name).read_text(encoding="ascii") for name in signing_keys.FILES)

    def _added(self) -> Mapping[str, str]:
        paths = [f"{DIRECTORY}/{name}" for name in self.files.names(DIRECTORY) if name.endswith(".asc")]
        read = {path: self.files.read(path) for path in paths}
        return {path: text for path, text in read.items() if text}
