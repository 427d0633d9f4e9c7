"""Detached OpenPGP signatures, made by the real gpg with keys of this moment."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Optional, Type

from agent_bootstrap.model.value_object import value_object


@value_object
class PublicKey:
    """A signing key's public half."""

    fingerprint: str
    """40 hexadecimal digits, upper case."""
    armored: str


class SigningKeys:
    """A home of gpg that lasts as long as the `with` block; its gpg-agent ends with it."""

    def __init__(self) -> None:
        # The socket of gpg-agent lies in it, and a socket's path has 108 bytes at most: so a short one, in /tmp.
        self._directory = tempfile.TemporaryDirectory(prefix="gpg-")
        self.home = self._directory.name

    def __enter__(self) -> SigningKeys:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        subprocess.run(["gpgconf", "--homedir", self.home, "--kill", "gpg-agent"], check=False)
        self._directory.cleanup()

    def make(self, user: str) -> PublicKey:
        """Make a key that does not expire. RSA with 2048 bits, as AWS's keys were for long, is made in a moment."""
        self._gpg("--quick-generate-key", user, "rsa2048", "sign", "never")
        listing = self._gpg("--with-colons", "--fingerprint", f"={user}")
        fingerprint = next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr:"))
        return PublicKey(fingerprint, self._gpg("--armor", "--export", fingerprint))

    def sign(self, key: PublicKey, file: Path, signature: Path) -> None:
        """Write the detached signature of a file."""
        self._gpg("--local-user", key.fingerprint, "--detach-sign", "--output", str(signature), str(file))

    def _gpg(self, *arguments: str) -> str:
        command = ["gpg", "--homedir", self.home, "--batch", "--yes", "--no-tty", "--pinentry-mode", "loopback"]
        done = subprocess.run(
            [*command, "--passphrase", "", *arguments],
            check=True,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout
