"""Users and groups that files and processes of this server can really belong to."""

from __future__ import annotations

import grp
import pwd
from pathlib import Path
from typing import Optional

_MAPS = Path("/proc/self")


class Accounts:
    """The accounts of the host."""

    def exists(self, user: str) -> bool:
        """Whether a process may become this user here."""
        try:
            entry = pwd.getpwnam(user)
        except KeyError:
            return False
        return _mapped("uid_map", entry.pw_uid) and _mapped("gid_map", entry.pw_gid)

    def group(self, name: str) -> Optional[int]:
        """The number of a group that files here can belong to, or None if there is no such group."""
        try:
            number = grp.getgrnam(name).gr_gid
        except KeyError:
            return None
        return number if _mapped("gid_map", number) else None


def _mapped(file: str, number: int) -> bool:
    """Whether this namespace knows the number: an unprivileged container has the users that it was given (user_namespaces(7))."""
    ranges = [tuple(map(int, line.split())) for line in (_MAPS / file).read_text(encoding="ascii").splitlines()]
    return any(first <= number < first + count for first, _, count in ranges)
