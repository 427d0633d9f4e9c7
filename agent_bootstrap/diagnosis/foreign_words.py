"""Words of a stranger are shown on one line, without control characters, and not at length."""

from __future__ import annotations

LONGEST = 120
"""Characters: a line of this program's own output. A stranger's page title says no more in more."""


def shown(words: str) -> str:
    """The words as a terminal and a report may have them."""
    printable = "".join(letter if letter.isprintable() else " " for letter in words)
    line = " ".join(printable.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
