"""A trap is one place of a CloudWatch agent's configuration that does not work here, and the kind of problem that it is."""

from __future__ import annotations

import dataclasses
from typing import Any, Iterator, Mapping

from agent_bootstrap.diagnosis.json_lines import Path
from agent_bootstrap.model.problem import ProblemKind
from agent_bootstrap.model.value_object import value_object


@value_object
class Trap:
    """What is wrong at one place of the JSON."""

    path: Path
    kind: ProblemKind
    names: Mapping[str, object] = dataclasses.field(default_factory=dict)
    """What the templates of the kind are filled with."""
    details: str = ""


@value_object
class Unreadable:
    """A log that the agent's user may not read."""

    file: str
    barrier: str
    """The file, or the directory above it, that stands in the way, as `ls -ld` shows it."""


@value_object
class Surroundings:
    """What the configuration meets on this server."""

    region: str
    user_exists: bool = True
    """Whether the user that the agent shall run as is there."""
    absent_types: tuple[str, ...] = ()
    """The type definitions for collectd that the configuration needs and that are not there."""
    unreadable: Mapping[str, Unreadable] = dataclasses.field(default_factory=dict)
    """`file_path` -> why the agent's user will not read it."""
    sts_is_private: bool = True
    """Whether the name of AWS STS leads to an endpoint of the VPC."""
    schema_keys: frozenset[str] = frozenset()
    """Every key that the schema of the installed agent speaks of; none if it cannot be read."""


def table(values: Any, *path: str) -> Mapping[str, Any]:
    """The object at this place; empty if there is none, or something else, which the agent's own schema complains of."""
    for name in path:
        values = values.get(name) if isinstance(values, dict) else None
    return values if isinstance(values, dict) else {}


def tables(values: Any, *path: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The objects of the array at this place, each with its own."""
    found = table(values, *path[:-1]).get(path[-1])
    for number, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield (*path, number), item
