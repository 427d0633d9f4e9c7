"""A control group of a host's own: systemd finds out about its services' processes by them, so no two hosts may share one."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

_REMOVE_SECONDS = 10.0
"""How long the kernel may take to end the last process in it."""


class ControlGroup:
    """A new one, below that of this process. Raises OSError."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="agent-bootstrap-test-", dir=_own()))

    def entered(self, *command: str) -> list[str]:
        """The command that runs this one in it."""
        return ["sh", "-euc", 'echo $$ > "$0/cgroup.procs"; exec "$@"', str(self.path), *command]

    def remove(self) -> None:
        """Take it away once nobody lives in it any more."""
        deadline = time.monotonic() + _REMOVE_SECONDS
        while self.path.exists() and time.monotonic() < deadline:
            for directory, _, _ in os.walk(self.path, topdown=False):
                with contextlib.suppress(OSError):
                    Path(directory).rmdir()
            time.sleep(0.1)


def _own() -> Path:
    """The directory of this process's control group, version 2. Raises LookupError where there is none."""
    mounts = (line.split() for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines())
    mounted = next((mount[1] for mount in mounts if mount[2] == "cgroup2"), None)
    if mounted is None:
        raise LookupError("no cgroup2 file system is mounted here")
    groups = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    return Path(mounted, next(line for line in groups if line.startswith("0::")).removeprefix("0::").lstrip("/"))
