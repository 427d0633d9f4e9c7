"""An identity that was given up lies where root alone finds it, for 30 days."""

from __future__ import annotations

import datetime
from pathlib import Path

from agent_bootstrap.host import given_up
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files


def test_it_is_moved_whole_and_for_root_only(tmp_path: Path) -> None:
    key = tmp_path / "var/lib/amazon/ssm/Vault/Store/RegistrationKey"
    key.parent.mkdir(parents=True)
    key.write_text("key")
    place = given_up.move(Files(tmp_path), Clock(), "mi-0aaaaaaaaaaaaaaaa")
    moved = tmp_path / place.lstrip("/")
    assert (moved / "Vault/Store/RegistrationKey").read_text() == "key"
    assert moved.stat().st_mode & 0o777 == moved.parent.stat().st_mode & 0o777 == 0o700
    assert not (tmp_path / "var/lib/amazon/ssm/Vault").exists()


def test_it_expires_after_30_days(tmp_path: Path) -> None:
    files = Files(tmp_path)
    place = given_up.move(files, Clock(), "mi-0aaaaaaaaaaaaaaaa")
    now = Clock().now()
    assert given_up.expired(files, now + datetime.timedelta(days=29)) == ()
    assert given_up.expired(files, now + datetime.timedelta(days=31)) == (place,)
