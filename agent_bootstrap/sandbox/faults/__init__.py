"""The faults: everything that the sandbox can break, one thing each, sorted by the layer that is broken."""

from __future__ import annotations

import dataclasses
from typing import Any, Iterable, Mapping

from agent_bootstrap.sandbox.faults import (
    agents,
    cloudwatch_configuration,
    complaints,
    connections,
    delivery,
    metadata_service,
    names,
    objects,
    packages,
    proxies,
    registration,
    reporting,
    server,
    settings,
    units,
)
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import World

FAULTS: Mapping[str, Fault] = {
    **server.FAULTS,
    **names.FAULTS,
    **connections.FAULTS,
    **metadata_service.FAULTS,
    **proxies.FAULTS,
    **objects.FAULTS,
    **packages.FAULTS,
    **registration.FAULTS,
    **agents.FAULTS,
    **units.FAULTS,
    **complaints.FAULTS,
    **cloudwatch_configuration.FAULTS,
    **delivery.FAULTS,
    **reporting.FAULTS,
    **settings.FAULTS,
}


def world_with(chosen: Iterable[str]) -> World:
    """A healthy world with these faults in it. Raises KeyError for a name that is no fault."""
    world = World()
    for name in chosen:
        for field, value in FAULTS[name].change.items():
            present = getattr(world, field)
            merged: Any = {**present, **value} if isinstance(present, Mapping) else value
            changed: dict[str, Any] = {field: merged}
            world = dataclasses.replace(world, **changed)
    return world


def command_with(chosen: Iterable[str], command: tuple[str, ...]) -> tuple[str, ...]:
    """The command, run after what these faults break on the server. What the scripts say goes to standard error."""
    scripts = [FAULTS[name].script for name in chosen if FAULTS[name].script]
    if not scripts:
        return command
    lines = ["{", *scripts, "} >&2", 'exec "$@"']
    return ("bash", "-euc", "\n".join(lines), "bash", *command)
