"""What came when an object was asked for."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.value_object import value_object


@value_object
class ObjectAnswer:
    """One answer: the object, or something in its place."""

    address: str
    """The URL that was asked for."""
    status: int
    headers: Mapping[str, str]
    """Names are found in any case."""
    body: bytes = b""
    """Its beginning, at least."""

    @property
    def text(self) -> str:
        """Its beginning, to be read by a person."""
        return self.body.decode("utf-8", errors="replace")
