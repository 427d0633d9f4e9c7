"""Glimpses: whether what a look was based on is still as it was, for a few microseconds each."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import stat
import time
from pathlib import Path
from typing import Collection, Iterator, Mapping, Optional

from agent_bootstrap.model.component import component
from agent_bootstrap.model.evidence import Evidence

Sign = object
"""What a thing looks like at a glance; two that differ mean that it has changed."""

_COMPLAINTS = (b"ERROR", b" E! ", b"hibernat")
"""What stands in a line of the agents' logs that may matter. Whether it does is for a look to say."""

_LONGEST_READ = 262_144
"""Bytes of a log that are read at one glance, as a look reads them."""

_SMALL = 65_536
"""Bytes. A file that is no longer is read when it was written: /etc/resolv.conf is written anew each time a lease is renewed."""

_NOT_FILES = ("/proc/", "/sys/")
"""The kernel makes these up; the times that it gives them say nothing."""


@component
class Glimpses:
    """Glances at files, logs and processes."""

    restless: Collection[str] = ()
    """Files that are written again and again as long as all is well."""
    stale_seconds: float = 0.0
    """A restless file that has not been written for so long is a sign."""
    _files: dict[str, tuple[Sign, Sign]] = dataclasses.field(default_factory=dict)
    """File -> what told that it was written, and its sign then."""
    _ends: dict[str, int] = dataclasses.field(default_factory=dict)
    """Log -> how far it has been read."""
    _complained: dict[str, int] = dataclasses.field(default_factory=dict)
    """Log -> how often something new in it may have mattered."""

    def signs(self, evidence: Evidence) -> Mapping[str, Sign]:
        """What all of it looks like now."""
        return dict(self._signs(evidence))

    def moment(self) -> float:
        """Now, as files are stamped: seconds since 1970."""
        return time.time()

    def fresh(self, evidence: Evidence, moment: float) -> set[str]:
        """What has been written since this moment, and the processes that have ended: a look that saw them saw something else."""
        files = (path for path in evidence.files if not path.startswith(_NOT_FILES) and path not in self.restless)
        written = {path for path in files if (found := _stat(path)) and found.st_ctime >= moment}
        return written | {_named(pid) for pid in evidence.processes if _process(pid) is None}

    def _signs(self, evidence: Evidence) -> Iterator[tuple[str, Sign]]:
        for path in evidence.files:
            if not path.startswith(_NOT_FILES):
                yield path, self._restless(path) if path in self.restless else self._file(path)
        for path in evidence.logs:
            yield path, self._log(path)
        for pid in evidence.processes:
            yield _named(pid), _process(pid)

    def _file(self, path: str) -> Sign:
        """A small file that was written anew with the same bytes is the same."""
        found = _stat(path)
        if found is None:
            return None
        written = (found.st_ino, found.st_mode, found.st_uid, found.st_gid, found.st_mtime_ns, found.st_size)
        known = self._files.get(path)
        if known is None or known[0] != written:
            known = self._files[path] = (written, _content(path, found) or written)
        return known[1]

    def _restless(self, path: str) -> Sign:
        found = _stat(path)
        return found and (found.st_mode, found.st_uid, found.st_gid, time.time() - found.st_mtime > self.stale_seconds)

    def _log(self, path: str) -> Sign:
        """A number that grows with each glance at something new that may matter."""
        found, known = _stat(path), self._ends.get(path)
        size = found.st_size if found else known or 0
        if known is not None and known != size:
            new = _read(path, max(known if known < size else 0, size - _LONGEST_READ))
            self._complained[path] = self._complained.get(path, 0) + any(word in new for word in _COMPLAINTS)
        self._ends[path] = size
        return self._complained.get(path, 0)


def _content(path: str, found: os.stat_result) -> Sign:
    """What a small file says, and to whom; None for anything else."""
    if not stat.S_ISREG(found.st_mode) or found.st_size > _SMALL:
        return None
    try:
        return found.st_mode, found.st_uid, found.st_gid, hash(Path(path).read_bytes())
    except OSError:
        return None


def _read(path: str, start: int) -> bytes:
    """What has been written to a log since it ended here."""
    with contextlib.suppress(OSError), Path(path).open("rb") as log:
        log.seek(start)
        return log.read(_LONGEST_READ)
    return b""


def _stat(path: str) -> Optional[os.stat_result]:
    try:
        # Every glance does this a hundred times, and a Path costs five times as much as the question.
        return os.stat(path)  # noqa: PTH116
    except OSError:
        return None


def _named(pid: int) -> str:
    return f"process {pid}"


def _process(pid: int) -> Sign:
    """When the process began, in ticks since boot, as proc(5) has it; None if there is none, or only its remains."""
    try:
        # The name, in parentheses, may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[0] in (b"Z", b"X") else fields[19]
