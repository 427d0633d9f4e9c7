"""Plain text for people, 80 columns wide: it is read on any terminal, and pasted into any ticket."""

from __future__ import annotations

import re
import textwrap
from typing import Iterator

_WIDTH = 80
"""Columns: what every terminal and every mail has."""

_BLANK = "\0"
"""Stands for a blank inside a command while lines are broken, so that a command stays whole."""

_REMARK = "  # "
"""Between a command and what it must print, as between a shell's command and a remark."""


def wrapped(first: str, text: str, *, indent: int) -> Iterator[str]:
    """Lines that begin with `first`, then with so many blanks. What stands between backticks is never broken."""
    whole = re.sub("`[^`]*`", lambda command: command[0].replace(" ", _BLANK), text)
    lines = textwrap.wrap(
        whole, _WIDTH, initial_indent=first, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    yield from (line.replace(_BLANK, " ") for line in lines)


def labelled(label: str, text: str, *, indent: int) -> Iterator[str]:
    """A text behind its label. A command stands whole on a line, and what it must print below it."""
    first = f"{label:<{indent}}"
    command, remark, expected = text.partition(_REMARK)
    if remark:
        yield first + command
        first, text = f"{'':<{indent}}# ", expected
    yield from wrapped(first, text, indent=indent)
