"""The line to AWS: promises that can only be looked at."""

from __future__ import annotations

from agent_bootstrap.steps.network.reaches import Reaches
from agent_bootstrap.steps.network.resolves import Resolves
from agent_bootstrap.steps.network.serves_objects import ServesObjects

__all__ = ["Reaches", "Resolves", "ServesObjects"]
