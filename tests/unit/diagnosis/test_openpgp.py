"""Keys are read as GnuPG reads them."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path
from typing import Iterator, Optional

import pytest

from agent_bootstrap.aws import signing_keys
from agent_bootstrap.diagnosis import openpgp

SHIPPED = Path(signing_keys.__file__).parent


def _as_gpg_reads(home: Path, text: str) -> list[tuple[str, Optional[int], int]]:
    """Fingerprint, expiry and creation of each primary key, by the real gpg."""
    shown = subprocess.run(
        ["gpg", "--homedir", str(home), "--batch", "--show-keys", "--with-colons"],
        input=text, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    rows = [line.split(":") for line in shown.splitlines()]
    keys = [row for row in rows if row[0] == "pub"]
    fingerprints = [row[9] for before, row in zip(rows, rows[1:]) if before[0] == "pub"]
    return [(one, int(key[6]) if key[6] else None, int(key[5])) for one, key in zip(fingerprints, keys)]


def _as_we_read(text: str) -> list[tuple[str, Optional[int], int]]:
    return [
        (key.fingerprint, int(key.expires.timestamp()) if key.expires else None, int(key.created.timestamp()))
        for key in openpgp.keys(text)
    ]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "gnupg"
    made.mkdir(mode=0o700)
    yield made
    subprocess.run(["gpgconf", "--homedir", str(made), "--kill", "all"], check=True)


def _gpg(home: Path, *arguments: str) -> str:
    command = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
    return subprocess.run([*command, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", signing_keys.FILES)
def test_aws_keys_are_read_as_gpg_reads_them(name: str, home: Path) -> None:
    text = (SHIPPED / name).read_text(encoding="ascii")
    assert _as_we_read(text) == _as_gpg_reads(home, text)
    assert [key.user for key in openpgp.keys(text)] == ["SSM Agent <ssm-agent-signer@amazon.com>"]


def test_the_newest_of_aws_keys_expires_when_its_owner_said() -> None:
    (key,) = openpgp.keys((SHIPPED / "amazon-ssm-agent-2026.asc").read_text(encoding="ascii"))
    assert key.expires is not None
    assert key.expires.date() == datetime.date(2027, 11, 25)


@pytest.mark.parametrize("algorithm", ["rsa2048", "ed25519"])
def test_a_life_that_was_changed_afterwards_counts(home: Path, algorithm: str) -> None:
    _gpg(home, "--quick-generate-key", "one", algorithm, "sign", "1y")
    fingerprint = _as_we_read(_gpg(home, "--armor", "--export"))[0][0]
    _gpg(home, "--quick-set-expire", fingerprint, "3y")
    text = _gpg(home, "--armor", "--export")
    assert _as_we_read(text) == _as_gpg_reads(home, text)
    (key,) = openpgp.keys(text)
    assert key.expires is not None
    assert (key.expires - key.created).days > 1000


def test_several_keys_in_one_text_and_in_several_blocks(home: Path) -> None:
    _gpg(home, "--quick-generate-key", "one", "ed25519", "sign", "never")
    _gpg(home, "--quick-generate-key", "two", "ed25519", "sign", "never")
    together = _gpg(home, "--armor", "--export")
    apart = _gpg(home, "--armor", "--export", "one") + "a remark\n" + _gpg(home, "--armor", "--export", "two")
    assert {key.user for key in openpgp.keys(together)} == {"one", "two"}
    assert openpgp.keys(apart) == openpgp.keys(together)


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP", "\x99"])
def test_what_is_no_key_is_none(text: str) -> None:
    assert openpgp.keys(text) == ()


def test_a_key_that_was_cut_anywhere_raises_nothing() -> None:
    whole = (SHIPPED / "amazon-ssm-agent-2026.asc").read_text(encoding="ascii")
    for length in range(0, len(whole), 7):
        openpgp.keys(whole[:length])
