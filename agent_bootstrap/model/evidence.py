"""Evidence: what a look was based on, so that somebody who keeps an eye on it knows when to look again."""

from __future__ import annotations

import dataclasses
from typing import Any, Mapping

from agent_bootstrap.model.value_object import value_object


@value_object
class Evidence:
    """The files, logs and processes that a look has looked at."""

    files: tuple[str, ...] = ()
    """Paths, also of what was not there."""
    logs: tuple[str, ...] = ()
    """Paths of files that only grow, of which the end was read."""
    processes: tuple[int, ...] = ()
    """Process numbers."""

    def as_json(self) -> dict[str, list[Any]]:
        """For a look that hands its evidence to somebody else."""
        return {field.name: list(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Evidence:
        """The evidence that `as_json` wrote."""
        return cls(**{field.name: tuple(values[field.name]) for field in dataclasses.fields(cls)})
