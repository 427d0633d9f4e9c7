"""What every service shares: the root of its files, the event loop, the journal and the socket for notifications."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from agent_bootstrap.sandbox.init.journal import Journal
from agent_bootstrap.sandbox.init.loop import Loop


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """Made once, when PID 1 starts."""

    root: Path
    """Where unit files are looked for; `/` but in tests."""
    loop: Loop
    journal: Journal
    notify_socket: Path
