"""The text of unit files: sections, keys that repeat, continued lines, and empty assignments that start afresh."""

from __future__ import annotations

from typing import Iterator


class UnitFile:
    """The assignments of a fragment and of its drop-ins, in the order in which they were read."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], list[str]] = {}

    def read(self, text: str) -> None:
        """Add the assignments of one file."""
        section = ""
        for line in _logical_lines(text):
            if line.startswith("[") and line.endswith("]"):
                section = line[1:-1]
            elif "=" in line:
                key, value = line.split("=", 1)
                self._assign(section, key.strip(), value.strip())

    def _assign(self, section: str, key: str, value: str) -> None:
        values = self._values.setdefault((section, key), [])
        if value:
            values.append(value)
        else:
            values.clear()

    def every(self, section: str, key: str) -> list[str]:
        """All values of a key that adds up, as Environment= does."""
        return list(self._values.get((section, key), ()))

    def last(self, section: str, key: str, default: str = "") -> str:
        """The value of a key of which the last one counts, as RestartSec= does."""
        return (self.every(section, key) or [default])[-1]


def _logical_lines(text: str) -> Iterator[str]:
    """Lines without comments, with those that end in a backslash joined by a space."""
    begun = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(("#", ";")):
            continue
        if line.endswith("\\"):
            begun += line[:-1] + " "
            continue
        if begun or line:
            yield (begun + line).strip()
        begun = ""
    if begun:
        yield begun.strip()
