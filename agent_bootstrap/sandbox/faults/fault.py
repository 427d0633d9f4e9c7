"""A fault breaks one thing of a healthy world, and names what the product must say of it."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.model.value_object import value_object


@value_object
class Fault:
    """One thing that is broken, and the verdict that is due."""

    description: str
    change: Mapping[str, Any]
    """Fields of World and their values in the broken world."""
    code: Optional[str]
    """The problem that must be named; None where the run must get over it."""
    owner: Optional[Owner]
    exit_code: ExitCode
    """Of `verb`."""
    script: str = ""
    """What breaks on the server itself: lines of bash, run there as root before the command."""
    undone: str = ""
    """What mends it on the server, apart from settings that are as they were: lines of bash, too."""
    verb: str = "bootstrap"
    """Which verb of agent-bootstrap tells the verdict."""
