"""Signatures: gpgv judges them, and only its status lines are believed, never its text or its exit code."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Sequence

from agent_bootstrap.diagnosis import openpgp
from agent_bootstrap.host import crypto_policy
from agent_bootstrap.host.commands import Commands, Outcome
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import package as problems
from agent_bootstrap.model.value_object import value_object


@value_object
class Signature:
    """A signature that is good and was made by a trusted key while that key was valid."""

    fingerprint: str
    made: str
    """Date, UTC."""
    key_has_expired: bool


@component
class Signatures:
    """Verifies detached OpenPGP signatures."""

    commands: Commands
    files: Files

    def verify(self, path: str, signature: str, *, keys: Sequence[str], trusted: Sequence[str]) -> Signature:
        """Verify a file against its detached signature.

        `keys` are armored keys; `trusted` are full fingerprints, and only those of them count.
        Raises a signature problem of model/problems/package.py, or tool-missing.
        """
        name = path.rsplit("/", 1)[-1]
        with tempfile.TemporaryDirectory(prefix="agent-bootstrap-") as directory:
            keyring = Path(directory) / "keyring.gpg"
            keyring.write_bytes(b"".join(map(openpgp.unarmored, keys)))
            outcome = self.commands.look(
                "gpgv", "--status-fd", "1", "--homedir", directory, "--keyring", str(keyring),
                str(self.files.at(signature)), str(self.files.at(path)),
            )  # fmt: skip
        return _judge(name, outcome, crypto_policy.words(self.files), trusted)


def _judge(name: str, outcome: Outcome, policy: str, trusted: Sequence[str]) -> Signature:
    """Read gpgv's status lines, which GnuPG's doc/DETAILS describes."""
    words = outcome.errors.strip()
    lines = [line.split()[1:] for line in outcome.output.splitlines() if line.startswith("[GNUPG:] ")]
    said = {line[0]: line[1:] for line in lines}
    if "BADSIG" in said:
        raise problems.SIGNATURE_BAD.error(words, file=name)
    if "NO_PUBKEY" in said:
        raise _untrusted(name, said["ERRSIG"][-1] if "ERRSIG" in said else said["NO_PUBKEY"][0], words)
    if "ERRSIG" in said:
        # It has the signature and the key, and would not calculate: that is no verdict on the package.
        raise problems.SIGNATURE_POLICY.error(f"{words}\n{policy}", file=name, tool="gpgv")
    # One signature and no more: with two, a bad one could hide behind a good one.
    if "VALIDSIG" not in said or len([line for line in lines if line[0] == "NEWSIG"]) != 1:
        raise problems.SIGNATURE_UNREADABLE.error(words, file=name)
    valid = said["VALIDSIG"]
    fingerprint, made = valid[-1], int(valid[2])
    if fingerprint not in trusted or "REVKEYSIG" in said:
        raise _untrusted(name, fingerprint, words)
    expired = _expiry(said) if "EXPKEYSIG" in said else None
    if expired is not None and made > expired:
        raise problems.SIGNATURE_AFTER_EXPIRY.error(
            words, file=name, key=fingerprint, made=_date(made), expired=_date(expired)
        )
    return Signature(fingerprint, _date(made), key_has_expired=expired is not None)


def _expiry(said: dict[str, list[str]]) -> int:
    """When the key expired, in seconds since 1970; the beginning of time if gpgv does not say."""
    return int(said.get("KEYEXPIRED", ["0"])[0])


def _untrusted(name: str, key: str, words: str) -> ProblemFoundError:
    return problems.SIGNATURE_UNKNOWN_KEY.error(words, file=name, key=key)


def _date(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).date().isoformat()
