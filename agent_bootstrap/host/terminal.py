"""The terminal at the other end of a stream: whether there is one, how wide it is, and what it can show."""

from __future__ import annotations

import os
from typing import IO, Optional

from agent_bootstrap.model.value_object import value_object

_DUMB = ("", "dumb", "unknown")
"""The values of TERM that promise nothing."""

_COLUMNS = 80
"""Columns where the kernel knows none: a serial console says 0."""


@value_object
class Terminal:
    """What can be shown there."""

    width: Optional[int]
    """Columns; None where it is no terminal: lines stay whole there, to be searched and pasted."""
    colours: bool
    moves: bool
    """Whether the cursor can go back, so that what was shown can be shown anew in its place."""


def terminal(stream: IO[str]) -> Terminal:
    """What a stream leads to. NO_COLOR is heeded as https://no-color.org wants it: whatever its value, unless that is empty."""
    if not stream.isatty():
        return Terminal(width=None, colours=False, moves=False)
    able = os.environ.get("TERM", "") not in _DUMB
    return Terminal(width=_width(stream), colours=able and not os.environ.get("NO_COLOR"), moves=able)


def _width(stream: IO[str]) -> int:
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _COLUMNS
    except OSError:
        return _COLUMNS
