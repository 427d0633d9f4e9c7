"""The managed node that this server is, and the state that it is in, as it is told to people and programs."""

from __future__ import annotations

import dataclasses
from typing import Any, Mapping, Optional

from agent_bootstrap.model.value_object import value_object


@value_object
class Node:
    """The key `node` of docs/reference/report.md."""

    node_id: Optional[str]
    """None if this server is no managed node that can be seen."""
    region: Optional[str]
    activation_id: Optional[str]
    """The activation that it registered with; None if somebody else registered it."""
    state: str
    reason: str
    """What follows on "This server is mi-…: "."""
    since: Optional[str] = None
    """RFC 3339 in UTC, as the agent's log tells the time."""
    code: Optional[str] = None
    """The problem that explains it."""

    def as_json(self) -> dict[str, Optional[str]]:
        """The object."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Node:
        """The node that `as_json` wrote."""
        return cls(**{field.name: values[field.name] for field in dataclasses.fields(cls)})
