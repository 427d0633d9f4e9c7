"""How often the daemon looks, in a few settings."""

from __future__ import annotations

from agent_bootstrap.model.setting import Kind, setting
from agent_bootstrap.model.value_object import value_object

SHORTEST_WATCH, LONGEST_WATCH = 1, 86_400
"""Seconds. Less than one is no pause any more; what is looked at less than once a day is not watched."""


@value_object
class Daemon:
    """What keeps this server as the settings want it."""

    local_interval: int = setting(
        Kind.WATCH_INTERVAL,
        f"Seconds between two glances at this server, {SHORTEST_WATCH} to {LONGEST_WATCH}: what has changed is looked at closely.",
        example="30",
        default=60,
    )
    network_interval: int = setting(
        Kind.WATCH_INTERVAL,
        "Seconds between two looks at the line to AWS, while all is well there; else it is every local_interval.",
        example="300",
        default=900,
    )
