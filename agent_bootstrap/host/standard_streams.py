"""The streams that every process is given, unless whoever starts it has closed them."""

from __future__ import annotations

import contextlib
import os
import sys


def replace_closed() -> None:
    """Let output and errors go nowhere where they were closed: whoever did so wants to hear nothing."""
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:
            setattr(sys, stream, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))


def flush() -> None:
    """Bring out what has been said and is still held back, as far as somebody takes it."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
