"""This very program, for whoever starts it once more."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def words() -> list[str]:
    """The program as it was started: a script that the kernel can start, else by its interpreter."""
    started = Path(sys.argv[0]).absolute()
    if started.name == "agent-bootstrap" and os.access(started, os.X_OK):
        return [str(started)]
    return [sys.executable, "-m", "agent_bootstrap"]
