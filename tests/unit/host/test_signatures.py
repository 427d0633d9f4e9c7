"""Signatures: real keys by real gpg, judged by real gpgv."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Iterator

import pytest

from agent_bootstrap.aws import signing_keys
from agent_bootstrap.host.commands import Commands
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.keyring import DIRECTORY, Keyring
from agent_bootstrap.host.signatures import Signature, Signatures
from agent_bootstrap.model.problem import ProblemFoundError

CONTENT = b"a package"


class Signer:
    """A signing key of its own in a home of its own."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700)
        self.home = home

    def gpg(self, *arguments: str, at: str = "") -> str:
        clock = ["--faked-system-time", at] if at else []
        command = [
            "gpg",
            "--homedir",
            str(self.home),
            "--batch",
            "--quiet",
            "--pinentry-mode",
            "loopback",
            *clock,
            *arguments,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def make_key(self, expires: str = "never", at: str = "") -> str:
        self.gpg(
            "--passphrase", "", "--quick-generate-key", "Tester <tester@example.com>", "ed25519", "sign", expires, at=at
        )
        listing = self.gpg("--list-keys", "--with-colons")
        return next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr"))

    def sign(self, path: Path, at: str = "") -> None:
        self.gpg("--detach-sign", "--output", f"{path}.sig", str(path), at=at)

    def revoke(self, fingerprint: str) -> None:
        """Publish the revocation that gpg wrote when it made the key; a colon keeps that from happening by mistake."""
        made = (self.home / f"openpgp-revocs.d/{fingerprint}.rev").read_text()
        revocation = self.home / "revocation.asc"
        revocation.write_text(made.replace(":-----BEGIN", "-----BEGIN"))
        self.gpg("--import", str(revocation))

    def key(self) -> str:
        return self.gpg("--export", "--armor")


@pytest.fixture(scope="module")
def make_signer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Signer]]:
    signers: list[Signer] = []
    yield signers
    for signer in signers:
        subprocess.run(["gpgconf", "--homedir", str(signer.home), "--kill", "all"], check=True)


@pytest.fixture
def signer(make_signer: list[Signer], tmp_path: Path) -> Signer:
    made = Signer(tmp_path / "gnupg")
    make_signer.append(made)
    return made


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "agent.deb"
    path.write_bytes(CONTENT)
    return path


def verify(root: Path, *, keys: list[str], trusted: list[str]) -> Signature:
    files = Files(root)
    return Signatures(Commands(), files).verify("/agent.deb", "/agent.deb.sig", keys=keys, trusted=trusted)


def code(root: Path, *, keys: list[str], trusted: list[str]) -> str:
    with pytest.raises(ProblemFoundError) as error:
        verify(root, keys=keys, trusted=trusted)
    return error.value.problem.code


def test_a_good_signature_by_a_trusted_key(signer: Signer, package: Path, tmp_path: Path) -> None:
    fingerprint = signer.make_key()
    signer.sign(package)
    found = verify(tmp_path, keys=[signer.key()], trusted=[fingerprint])
    assert (found.fingerprint, found.key_has_expired) == (fingerprint, False)


def test_one_changed_byte_is_signature_bad(signer: Signer, package: Path, tmp_path: Path) -> None:
    fingerprint = signer.make_key()
    signer.sign(package)
    package.write_bytes(b"b" + CONTENT[1:])
    assert code(tmp_path, keys=[signer.key()], trusted=[fingerprint]) == "signature-bad"


def test_a_key_that_is_at_hand_but_not_trusted(signer: Signer, package: Path, tmp_path: Path) -> None:
    signer.make_key()
    signer.sign(package)
    assert code(tmp_path, keys=[signer.key()], trusted=list(signing_keys.SSM_AGENT)) == "signature-unknown-key"


def test_a_trusted_fingerprint_without_its_key(signer: Signer, package: Path, tmp_path: Path) -> None:
    fingerprint = signer.make_key()
    signer.sign(package)
    assert code(tmp_path, keys=list(Keyring(Files(tmp_path)).texts()), trusted=[fingerprint]) == "signature-unknown-key"


def test_what_is_no_signature_is_signature_unreadable(package: Path, tmp_path: Path) -> None:
    Path(f"{package}.sig").write_text("<html>log in</html>")
    assert code(tmp_path, keys=[], trusted=[]) == "signature-unreadable"


def test_an_expired_key_counts_for_what_it_signed_while_it_was_valid(
    signer: Signer, package: Path, tmp_path: Path
) -> None:
    fingerprint = signer.make_key("2020-06-01", at="20200101T000000")
    signer.sign(package, at="20200301T000000")
    found = verify(tmp_path, keys=[signer.key()], trusted=[fingerprint])
    assert (found.made, found.key_has_expired) == ("2020-03-01", True)


def test_an_expired_key_does_not_count_for_what_it_signed_later(signer: Signer, package: Path, tmp_path: Path) -> None:
    fingerprint = signer.make_key("never", at="20200101T000000")
    signer.sign(package, at="20210301T000000")
    # The owner shortens the key's life afterwards: what it signed beyond that no longer counts.
    signer.gpg("--passphrase", "", "--quick-set-expire", fingerprint, "20200601T000000", at="20200102T000000")
    assert code(tmp_path, keys=[signer.key()], trusted=[fingerprint]) == "signature-after-expiry"


def test_a_key_that_its_owner_revoked_vouches_for_nothing(signer: Signer, package: Path, tmp_path: Path) -> None:
    fingerprint = signer.make_key()
    signer.sign(package)
    signer.revoke(fingerprint)
    assert code(tmp_path, keys=[signer.key()], trusted=[fingerprint]) == "signature-unknown-key"


def test_two_signatures_in_one_file_are_refused(signer: Signer, package: Path, tmp_path: Path) -> None:
    fingerprint = signer.make_key()
    signer.sign(package)
    signature = Path(f"{package}.sig")
    signature.write_bytes(signature.read_bytes() * 2)
    assert code(tmp_path, keys=[signer.key()], trusted=[fingerprint]) == "signature-unreadable"


def test_the_shipped_keys_have_the_pinned_fingerprints(tmp_path: Path) -> None:
    shown = subprocess.run(
        ["gpg", "--homedir", str(tmp_path), "--show-keys", "--with-colons"],
        input="\n".join(Keyring(Files(tmp_path)).texts()), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = [line.split(":")[9] for line in shown.splitlines() if line.startswith("fpr")]
    assert sorted(found) == sorted(signing_keys.SSM_AGENT)


def test_keys_of_the_administrator_are_found(tmp_path: Path) -> None:
    added = tmp_path / DIRECTORY.lstrip("/") / "mine.asc"
    added.parent.mkdir(parents=True)
    added.write_text("a key")
    assert "a key" in Keyring(Files(tmp_path)).texts()
