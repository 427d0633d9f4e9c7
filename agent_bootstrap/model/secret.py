"""A secret is a text that never shows itself by accident."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.model.value_object import value_object

HIDDEN = "***"


@value_object
class Secret:
    """A text whose repr, str and format are `***`. Only `reveal` gives it away."""

    _text: str = dataclasses.field(repr=False)

    def reveal(self) -> str:
        """The text itself, for the one place that must send it."""
        return self._text

    def __str__(self) -> str:
        return HIDDEN

    def __repr__(self) -> str:
        return HIDDEN
