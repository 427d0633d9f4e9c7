"""The history: what was news on this server, one JSON object on each line, for whoever asks afterwards what happened at night.

It is a ring of two files. Lines are only ever added to one of them, and when that is full it takes the name of the other, so that
nothing is written anew, the oldest lines go, and a power cut costs the last line at most.
"""

from __future__ import annotations

import json
from typing import Any, Iterator, Mapping, Optional

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.finding import Finding

DIRECTORY = "/var/lib/agent-bootstrap/history"
NEWER, OLDER = f"{DIRECTORY}/newer.jsonl", f"{DIRECTORY}/older.jsonl"

LINES = 500
"""In each of the two files: a server that is well has a few in a week, one on a bad line some hundreds in a night."""

_LONGEST_DETAILS = 2000
"""Characters: the words of other programs. So a thousand lines have some megabytes at most."""

_DIRECTORY_MODE, _MODE = 0o700, 0o600

STARTED = "started"
"""The event of a daemon's start; the others are those of daemon/told.py."""


class History:
    """Adds lines."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._lines: Optional[int] = None
        """In the newer file; None as long as nobody has counted them."""

    def started(self, at: str, version: str) -> None:
        """A daemon has started. Raises file-unusable."""
        self._add({"at": at, "event": STARTED, "message": f"agent-bootstrap {version}"})

    def found(self, at: str, event: str, step: str, finding: Finding, message: str) -> None:
        """A promise stands otherwise than before. Raises file-unusable."""
        problem = finding.problem
        about = {"at": at, "event": event, "step": step, "status": finding.status.value, "message": message}
        more = {"code": problem.code, "details": problem.details[:_LONGEST_DETAILS]} if problem else {}
        self._add({**about, **more})

    def _add(self, values: Mapping[str, object]) -> None:
        if self._lines is None:
            self._files.make_directory(DIRECTORY, mode=_DIRECTORY_MODE)
            self._lines = (self._files.read(NEWER) or "").count("\n")
        if self._lines >= LINES:
            self._files.move(NEWER, OLDER)
            self._lines = 0
        self._files.append(NEWER, json.dumps(values), mode=_MODE)
        self._lines += 1


def read(files: Files) -> Iterator[dict[str, Any]]:
    """What was news, the oldest first. A line that was not written to its end is passed over."""
    for path in (OLDER, NEWER):
        for line in (files.read(path) or "").splitlines():
            try:
                values = json.loads(line)
            except ValueError:
                continue
            if isinstance(values, dict):
                yield values
