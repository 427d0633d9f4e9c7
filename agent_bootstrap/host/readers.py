"""What another user of this server may read: the kernel is asked as that user, so that groups and ACLs count as they do for the agent."""

from __future__ import annotations

import glob
import grp
import os
import pwd
import stat
import subprocess
from pathlib import Path, PurePosixPath
from typing import Optional

from agent_bootstrap.host.files import Files, problems_with
from agent_bootstrap.model.component import component

_COMPRESSED = (".tar", ".zst", ".gz", ".zip", ".bz2", ".rar")
"""The agent follows none of these (plugins/inputs/logfile of its source)."""

_FIRST_BARRIER = 'for name; do if [ -d "$name" ]; then test -x "$name"; else test -r "$name"; fi || { printf %s "$name"; break; }; done'

_SECONDS = 10
"""A few calls of test(1) take milliseconds; a network file system that hangs must not hold up everything."""


@component
class Readers:
    """The users of this server, as readers of its files."""

    files: Files

    def followed(self, pattern: str, *, all_of_them: bool) -> tuple[str, ...]:
        """The files that a pattern of the agent's stands for now: the newest, or all of them; none if there are none yet."""
        root = str(self.files.at(""))
        # The pattern is absolute, which Path.glob refuses.
        found = [Path(name) for name in glob.glob(str(self.files.at(pattern)), recursive=True)]  # noqa: PTH207
        logs = sorted(
            (path for path in found if path.is_file() and path.suffix not in _COMPRESSED),
            key=lambda path: (path.stat().st_mtime, path.name),
        )
        return tuple(f"/{path.relative_to(root)}" for path in (logs if all_of_them else logs[-1:]))

    def barrier(self, user: str, path: str) -> Optional[str]:
        """The first of the directories above a file, or the file, that keeps a user from reading it, as `ls -ld` shows it.

        None if nothing does, or if this program is not root and so cannot ask for others.
        """
        account = _account(user)
        if account is None or account.pw_uid == 0 or os.geteuid() != 0:
            return None
        relative = PurePosixPath(path.lstrip("/"))
        names = [str(name) for name in (*reversed(relative.parents), relative)]
        found = subprocess.run(
            ["/bin/sh", "-c", _FIRST_BARRIER, "sh", *names],
            check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_SECONDS,
            cwd=self.files.at(""), env={"LC_ALL": "C"},
            user=account.pw_uid, group=account.pw_gid, extra_groups=os.getgrouplist(user, account.pw_gid),
        )  # fmt: skip
        return self._described(found.stdout) if found.stdout else None

    def _described(self, name: str) -> str:
        path = f"/{'' if name == '.' else name}"
        with problems_with(path):
            seen = self.files.at(path).stat()
        return f"{stat.filemode(seen.st_mode)} {_owner(seen.st_uid)} {_group(seen.st_gid)} {path}"


def _account(user: str) -> Optional[pwd.struct_passwd]:
    try:
        return pwd.getpwnam(user)
    except KeyError:
        return None


def _owner(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
