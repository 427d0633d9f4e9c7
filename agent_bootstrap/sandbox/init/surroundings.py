"""What every service shares: the root of its files, the event loop, the journal and the socket for notifications."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.init.journal import Journal
from agent_bootstrap.sandbox.init.loop import Loop


@value_object
class Surroundings:
    """Made once, when PID 1 starts."""

    root: Path
    """Where unit files are looked for; `/` but in tests."""
    loop: Loop
    journal: Journal
    notify_socket: Path
