"""Files: whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.problem import ProblemFoundError


def test_a_write_replaces_the_file_in_one_instant(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("/etc/x/a.toml", "old", mode=0o600)
    with (tmp_path / "etc/x/a.toml").open() as reader:
        files.write("/etc/x/a.toml", "new", mode=0o640)
        assert reader.read() == "old"
    assert files.read("/etc/x/a.toml") == "new"
    assert files.mode("/etc/x/a.toml") == 0o640
    assert files.names("/etc/x") == ("a.toml",)


def test_a_directory_that_is_made_for_a_private_file_is_private(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("/var/lib/x/secret.json", "", mode=0o600)
    files.write("/run/x/status.json", "", mode=0o644)
    assert (files.mode("/var/lib/x"), files.mode("/run/x")) == (0o700, 0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_write_keeps_the_owner(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("/a", "old", mode=0o600)
    os.chown(tmp_path / "a", 1234, 5678)
    files.write("/a", "new", mode=0o600)
    assert ((tmp_path / "a").stat().st_uid, (tmp_path / "a").stat().st_gid) == (1234, 5678)


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("/a", "old", mode=0o600)
    with pytest.raises(UnicodeEncodeError):
        files.write("/a", "\ud800", mode=0o600)
    assert files.read("/a") == "old"
    assert files.names("/") == ("a",)


def test_bytes_that_are_not_utf8_survive_a_rewrite(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"caf\xe9\n")
    files = Files(tmp_path)
    files.write("/a", files.read("/a") or "", mode=0o600)
    assert (tmp_path / "a").read_bytes() == b"caf\xe9\n"


def test_a_file_where_a_directory_is_needed_is_file_unusable(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(ProblemFoundError) as error:
        Files(tmp_path).write("/a/b", "text", mode=0o600)
    assert error.value.problem.code == "file-unusable"
    assert "/a/b" in error.value.problem.brief


def test_a_copied_tree_is_whole_and_keeps_its_modes(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.write("/Vault/Store/Key", "secret", mode=0o600)
    files.write("/backup/Store/Old", "old", mode=0o600)
    files.copy("/Vault", "/backup")
    assert files.names("/backup/Store") == ("Key",)
    assert files.mode("/backup/Store/Key") == 0o600


def test_what_is_absent_reads_as_nothing(tmp_path: Path) -> None:
    files = Files(tmp_path)
    assert (files.read("/no"), files.names("/no"), files.modified("/no"), files.changed("/no")) == (None, (), 0.0, 0.0)
    files.remove("/no")


def test_an_old_file_that_was_put_in_a_files_place_is_a_change(tmp_path: Path) -> None:
    files = Files(tmp_path)
    (tmp_path / "kept").write_text("old")
    os.utime(tmp_path / "kept", (1_000_000_000, 1_000_000_000))
    before = time.time() - 1
    (tmp_path / "kept").rename(tmp_path / "store")
    assert files.modified("/store") == 1_000_000_000
    assert files.changed("/store") > before


def test_the_tail_of_a_log_is_its_last_whole_lines_and_bounded(tmp_path: Path) -> None:
    files = Files(tmp_path)
    assert files.tail("/log") == ()
    (tmp_path / "log").write_bytes(b"first\nsec\xffond\nthird\n")
    assert files.tail("/log") == ("first", "sec\ufffdond", "third")
    assert files.tail("/log", largest=10) == ("third",)
