"""The streams that every process is given, unless whoever starts it has closed them."""

from __future__ import annotations

import os
import sys


def replace_closed() -> None:
    """Let output and errors go nowhere where they were closed: whoever did so wants to hear nothing."""
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:
            setattr(sys, stream, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
