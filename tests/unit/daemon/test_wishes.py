"""What the settings want, also while they are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_bootstrap.daemon.wishes import COPY, Wishes
from agent_bootstrap.host.files import Files
from agent_bootstrap.settings.files import DROP_INS, FILE

ACTIVATION = '[activation]\nid = "8d1a2c3e-2f4b-4c5d-9e6f-7a8b9c0d1e2f"\ncode_file = "/root/code"\n'


@pytest.fixture
def files(tmp_path: Path) -> Files:
    files = Files(tmp_path)
    files.write(FILE, f'region = "eu-west-1"\n{ACTIVATION}', mode=0o600)
    files.write("/root/code", "n0twwQb3rkxkLZEPW5IF\n", mode=0o600)
    return files


def read(files: Files, **environment: str) -> Wishes:
    wishes = Wishes(files, environment)
    wishes.read()
    return wishes


def test_settings_that_cannot_be_used_change_nothing_but_the_errors(files: Files) -> None:
    wishes = read(files)
    before, fingerprint = wishes.settings, wishes.fingerprint
    files.write(FILE, 'region = "', mode=0o600)
    wishes.read()
    assert [str(error.origin) for error in wishes.errors] == [f"{FILE}:1"]
    assert (wishes.settings, wishes.fingerprint) == (before, fingerprint)
    files.write(FILE, 'region = "eu-central-1"\n', mode=0o600)
    wishes.read()
    assert (wishes.errors, wishes.settings.region) == ((), "eu-central-1")


def test_errands_are_told_of_the_copy_only_while_the_settings_are_broken(files: Files) -> None:
    wishes = read(files)
    wishes.keep()
    assert wishes.flags == ()
    files.write(f"{DROP_INS}/broken.toml", "region", mode=0o600)
    wishes.read()
    assert wishes.flags == ("--settings-below", COPY)
    assert files.read(f"{COPY}{FILE}") == files.read(FILE)


def test_a_region_is_required(tmp_path: Path) -> None:
    assert [error.key for error in read(Files(tmp_path)).errors] == ["region"]


def test_the_fingerprint_is_the_same_for_the_same_and_another_for_other_settings(files: Files) -> None:
    before = read(files).fingerprint
    files.write(FILE, files.read(FILE) or "", mode=0o600)
    assert read(files).fingerprint == before
    found = {before}
    files.write("/root/code", "AnotherC0deAnotherC0\n", mode=0o600)
    found.add(read(files).fingerprint)
    files.write(f"{DROP_INS}/10.toml", "[network]\n", mode=0o600)
    found.add(read(files).fingerprint)
    files.write(f"{DROP_INS}/.hidden.toml", "[network]\n", mode=0o600)
    found.add(read(files).fingerprint)
    assert len(found) == 3


def test_another_activation_in_the_environment_is_another_wish(files: Files) -> None:
    one = read(files, AGENT_BOOTSTRAP_ACTIVATION_ID="8d1a2c3e-2f4b-4c5d-9e6f-7a8b9c0d1e20").fingerprint
    other = read(files, AGENT_BOOTSTRAP_ACTIVATION_ID="8d1a2c3e-2f4b-4c5d-9e6f-7a8b9c0d1e21").fingerprint
    assert len({one, other, read(files).fingerprint}) == 3
    assert read(files, HOME="/root").fingerprint == read(files, HOME="/").fingerprint
