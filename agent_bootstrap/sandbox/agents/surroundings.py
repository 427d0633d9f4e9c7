"""Where a stand-in agent runs: the directory that its files lie under, and the pace of its pauses."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from agent_bootstrap.sandbox import DIRECTORY

_PACE = 0.25
"""Pauses and time-outs last a quarter of the real agent's, so that whoever rehearses does not wait for minutes."""

PACE_FILE = f"{DIRECTORY}/pace"
"""Holds another pace, for all agents; the variable AGENT_STAND_IN_PACE holds one for a single process."""


def at(path: str) -> Path:
    """The file that the real agent would have at this absolute path; AGENT_STAND_IN_ROOT goes in front of it."""
    root = os.environ.get("AGENT_STAND_IN_ROOT")
    return Path(root, path.lstrip("/")) if root else Path(path)


def shortened(seconds: float) -> float:
    """How long this stand-in waits where the real agent waits for so many seconds."""
    return seconds * _pace()


def home() -> str:
    """The home directory. systemd sets no HOME for a system service, so the user database has it."""
    return os.environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir


def _pace() -> float:
    try:
        return float(os.environ.get("AGENT_STAND_IN_PACE") or at(PACE_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return _PACE
