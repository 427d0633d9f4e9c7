"""Time spans as systemd.time(7) writes them: `90`, `90s`, `1min 30s`, `500ms`, `infinity`."""

from __future__ import annotations

import math
import re

_SPELLINGS = (
    (1e-6, "us usec µs"),
    (1e-3, "ms msec"),
    (1.0, "s sec second seconds"),
    (60.0, "m min minute minutes"),
    (3600.0, "h hr hour hours"),
    (86400.0, "d day days"),
    (604800.0, "w week weeks"),
)
_SECONDS = {word: factor for factor, words in _SPELLINGS for word in words.split()} | {"": 1.0}
"""A number without a unit is a number of seconds."""

_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)\s*")


def seconds(text: str) -> float:
    """The span in seconds. Raises ValueError for what is no time span."""
    if text.strip() == "infinity":
        return math.inf
    total, position = 0.0, 0
    while position < len(text) or not text:
        part = _PART.match(text, position)
        if part is None or part[2] not in _SECONDS:
            raise ValueError(f"{text!r} is not a time span: write 90, 90s, 1min 30s or 500ms")
        total += float(part[1]) * _SECONDS[part[2]]
        position = part.end()
    return total


def spell(span: float) -> str:
    """The span as `systemctl show` prints it: `1min 30s`."""
    if math.isinf(span):
        return "infinity"
    words, rest = [], round(span * 1_000_000)
    for microseconds, unit in (
        (86_400_000_000, "d"),
        (3_600_000_000, "h"),
        (60_000_000, "min"),
        (1_000_000, "s"),
        (1000, "ms"),
    ):
        count, rest = divmod(rest, microseconds)
        words += [f"{count}{unit}"] if count else []
    return " ".join(words) or "0"
