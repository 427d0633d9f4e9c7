"""The lock of the package manager: who holds it, as the kernel says it."""

from __future__ import annotations

import fcntl
import struct
from typing import Optional

from agent_bootstrap.host.files import Files
from agent_bootstrap.host.processes import Processes
from agent_bootstrap.model.component import component

_LOCKS = {
    # apt holds the first through a whole upgrade, dpkg itself the second.
    "deb": ("/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock"),
    # Where rpm keeps its database, and its lock with it, on RHEL up to 9, and on SUSE, Fedora and RHEL 10.
    "rpm": ("/var/lib/rpm/.rpm.lock", "/usr/lib/sysimage/rpm/.rpm.lock"),
}

_FLOCK = "hhqqi4x"
"""struct flock of fcntl(2) on Linux with 64 bits: type, whence, start, length, process."""


@component
class PackageLock:
    """Looks at the lock and never takes it."""

    files: Files
    processes: Processes

    def holder(self, family: str) -> Optional[str]:
        """Who holds the lock: `apt-get (process 4711)`; None if nobody does, or only root may know."""
        pids = (self._holding(path) for path in _LOCKS[family])
        pid = next((pid for pid in pids if pid is not None), None)
        if pid is None:
            return None
        found = self.processes.find(pid) if pid > 0 else None
        # A process of another container has no number here, and one may end in this very moment.
        return f"{found.name} (process {pid})" if found else "another program"

    def _holding(self, path: str) -> Optional[int]:
        """The number of the process that holds a lock on this file, 0 or less if it has none here."""
        try:
            with self.files.at(path).open("rb") as file:
                asked = struct.pack(_FLOCK, fcntl.F_WRLCK, 0, 0, 0, 0)
                kind, _, _, _, pid = struct.unpack(_FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, asked))
        except OSError:
            return None
        return None if kind == fcntl.F_UNLCK else pid
