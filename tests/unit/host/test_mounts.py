"""Which mount holds a path, and what is left of its file system."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent_bootstrap.host.mounts import Mount, Mounts

TABLE = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
30 22 8:2 / /var rw,nosuid,nodev,noexec - ext4 /dev/sda2 rw
31 30 0:40 / /var/lib/amazon rw shared:7 master:1 - tmpfs tmpfs rw,size=4m
32 22 8:3 / /opt ro - ext4 /dev/sda3 rw
33 22 8:4 / /srv rw - ext4 /dev/sda4 ro,errors=remount-ro
34 22 8:5 / /with\\040space rw,noexec - ext4 /dev/sda5 rw
35 30 8:6 / /var rw - xfs /dev/sda6 rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Mounts:
    table = tmp_path / "mountinfo"
    table.write_text(TABLE)
    return Mounts(str(table))


def test_the_lowest_mount_above_a_path_holds_it_and_the_last_one_made_covers_others(mounts: Mounts) -> None:
    assert mounts.of("/usr/bin").point == "/"
    assert mounts.of("/var/log") == Mount("/var", "8:6", frozenset({"rw"}))
    assert mounts.of("/variable").point == "/"


def test_a_path_that_is_not_there_lies_where_its_nearest_parent_does(mounts: Mounts) -> None:
    assert mounts.of("/opt/no/such/directory").point == "/opt"


@pytest.mark.parametrize("path", ["/opt", "/srv"])
def test_the_mount_or_the_file_system_behind_it_may_be_read_only(mounts: Mounts, path: str) -> None:
    assert "ro" in mounts.of(path).options


def test_names_may_hold_spaces(mounts: Mounts) -> None:
    table = Path(mounts.table).read_text()
    Path(mounts.table).write_text(
        table.replace("/with\\040space", str(Path(mounts.table).parent / "a b").replace(" ", "\\040"))
    )
    place = Path(mounts.table).parent / "a b"
    place.mkdir()
    assert mounts.of(str(place / "c")).options >= {"noexec"}


def test_where_the_table_says_nothing_nothing_is_claimed(mounts: Mounts) -> None:
    Path(mounts.table).write_text("")
    assert mounts.of("/etc") == Mount("/", "", frozenset())


def test_this_machines_own_table_is_read() -> None:
    found = Mounts().of("/proc/self")
    assert found.point == "/proc"


def test_room_is_what_df_shows() -> None:
    room = Mounts().room("/no/such/directory")
    assert abs(room.bytes - shutil.disk_usage("/").free) < 10**9
    assert room.files is None or room.files >= 0
