"""What another user may read is asked of the kernel as that user, on real files; only root can ask."""

from __future__ import annotations

import os
import pwd
import struct
from pathlib import Path

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.host.readers import Readers

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask in another user's name")
USER = "nobody"


@pytest.fixture
def readers(tmp_path: Path) -> Readers:
    return Readers(Files(tmp_path))


def put(tmp_path: Path, name: str, mode: int, *, moment: int = 1) -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("line\n")
    path.chmod(mode)
    os.utime(path, (moment, moment))
    return path


@needs_root
def test_the_first_barrier_on_the_way_is_named(tmp_path: Path, readers: Readers) -> None:
    put(tmp_path, "var/log/open.log", 0o644)
    put(tmp_path, "var/log/closed.log", 0o640)
    put(tmp_path, "var/log/private/open.log", 0o644).parent.chmod(0o700)
    tmp_path.chmod(0o755)
    assert readers.barrier(USER, "/var/log/open.log") is None
    assert readers.barrier(USER, "/var/log/closed.log") == "-rw-r----- root root /var/log/closed.log"
    assert readers.barrier(USER, "/var/log/private/open.log") == "drwx------ root root /var/log/private"
    assert readers.barrier("root", "/var/log/closed.log") is None


def _let_read(path: Path, user: int) -> None:
    """What `setfacl -m u:USER:r` does (acl(5); linux/posix_acl_xattr.h): version 2, then tag, permission and number of each entry."""
    owner, named, group, mask, others = 0x01, 0x02, 0x04, 0x10, 0x20
    nobody = 0xFFFFFFFF
    entries = [(owner, 6, nobody), (named, 4, user), (group, 0, nobody), (mask, 4, nobody), (others, 0, nobody)]
    value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    os.setxattr(path, "system.posix_acl_access", value)


@needs_root
def test_an_access_control_list_counts(tmp_path: Path, readers: Readers) -> None:
    path = put(tmp_path, "closed.log", 0o600)
    tmp_path.chmod(0o755)
    assert readers.barrier(USER, "/closed.log") is not None
    try:
        _let_read(path, pwd.getpwnam(USER).pw_uid)
    except OSError as error:
        pytest.skip(f"this file system has no access control lists: {error}")
    assert readers.barrier(USER, "/closed.log") is None


@needs_root
def test_a_name_that_looks_like_an_option_or_has_a_blank_is_a_name(tmp_path: Path, readers: Readers) -> None:
    put(tmp_path, "-r a b", 0o600)
    tmp_path.chmod(0o755)
    assert readers.barrier(USER, "/-r a b") == "-rw------- root root /-r a b"


def test_of_a_pattern_the_newest_that_is_not_compressed_is_followed(tmp_path: Path, readers: Readers) -> None:
    put(tmp_path, "log/a/x.log", 0o644, moment=1)
    put(tmp_path, "log/b/c/x.log", 0o644, moment=3)
    put(tmp_path, "log/b/x.log.gz", 0o644, moment=9)
    (tmp_path / "log/dir.log").mkdir()
    assert readers.followed("/log/**/x.log*", all_of_them=False) == ("/log/b/c/x.log",)
    assert readers.followed("/log/**/x.log*", all_of_them=True) == ("/log/a/x.log", "/log/b/c/x.log")
    assert readers.followed("/log/a/x.log", all_of_them=False) == ("/log/a/x.log",)
    assert readers.followed("/log/not-yet.log", all_of_them=False) == ()
