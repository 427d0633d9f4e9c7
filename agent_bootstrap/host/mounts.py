"""Mounts: which file system a path lies on, how it is mounted, and how much room is left on it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Iterator, Optional

from agent_bootstrap.host.files import problems_with
from agent_bootstrap.model.component import component
from agent_bootstrap.model.value_object import value_object


@value_object
class Mount:
    """One line of the kernel's table of mounts."""

    point: str
    device: str
    """Major and minor number: two mounts with the same device share their room."""
    options: frozenset[str]
    """Those of the mount and those of the file system behind it: either may make it read-only."""


@value_object
class Room:
    """What is left of a file system for those who are not root."""

    bytes: int
    files: Optional[int]
    """Files that may still be made; None where the file system has no fixed number of them."""


@component
class Mounts:
    """The file systems of the host. A path that does not exist yet lies where its nearest parent does."""

    table: str = "/proc/self/mountinfo"

    def of(self, path: str) -> Mount:
        """The mount that holds a path: of those whose point is above it, the lowest, and of these the last one made."""
        place = os.path.realpath(_nearest(path))
        with problems_with(self.table):
            text = Path(self.table).read_text(encoding="utf-8", errors="surrogateescape")
        above = _above(place, text)
        # In a chroot the root itself need not be in the table; of such a one nothing is known, and nothing is claimed.
        root = Mount("/", "", frozenset())
        return max(enumerate([root, *above]), key=lambda found: (len(found[1].point), found[0]))[1]

    def room(self, path: str) -> Room:
        """How much may still be written where a path lies."""
        with problems_with(path):
            seen = os.statvfs(_nearest(path))
        # btrfs and some network file systems say 0 of 0.
        return Room(seen.f_bavail * seen.f_frsize, seen.f_favail if seen.f_files else None)


def _nearest(path: str) -> str:
    """The path itself, or the nearest directory above it that is there and may be seen."""
    place = Path(path)
    while not os.path.exists(place):  # noqa: PTH110 - unlike Path's, it takes a directory that may not be entered for absent
        place = place.parent
    return str(place)


def _above(place: str, text: str) -> Iterator[Mount]:
    """The mounts of a mountinfo file that hold a path: proc_pid_mountinfo(5) tells its fields."""
    for line in text.splitlines():
        fields, _, behind = line.partition(" - ")
        _, _, device, _, point, options = fields.split(" ")[:6]
        if _holds(_unescaped(point), place):
            of_file_system = behind.split(" ")[2]
            yield Mount(_unescaped(point), device, frozenset((*options.split(","), *of_file_system.split(","))))


def _unescaped(name: str) -> str:
    """Spaces and such are written as backslash and three octal digits."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), name)


def _holds(point: str, path: str) -> bool:
    return path == point or path.startswith(f"{point.rstrip('/')}/")
