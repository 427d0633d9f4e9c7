"""The world's file is read again whenever it changes, so that faults can be switched while everything runs."""

from __future__ import annotations

import pathlib
import sys
import threading
from typing import Optional

from agent_bootstrap.sandbox.world import World


class WorldFile:
    """The world as its file describes it. Safe to use from many threads."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path
        self._world = World()
        self._stamp: Optional[tuple[int, int, int]] = None
        self._lock = threading.Lock()

    def world(self) -> World:
        """The world now: a healthy one without a file, the same object as long as the file stays the same."""
        with self._lock:
            stamp = self._look()
            if stamp != self._stamp:
                self._stamp = stamp
                self._world = self._read() if stamp else World()
            return self._world

    def _look(self) -> Optional[tuple[int, int, int]]:
        try:
            seen = self._path.stat()
        except FileNotFoundError:
            return None
        return seen.st_mtime_ns, seen.st_size, seen.st_ino

    def _read(self) -> World:
        try:
            return World.from_json(self._path.read_text(encoding="utf-8"))
        except (OSError, TypeError, ValueError) as error:
            # A writer that does not rename leaves half a file for a moment; its next change is seen here again.
            print(f"{self._path}: not a world ({error}); the one before it stays", file=sys.stderr)
            return self._world
