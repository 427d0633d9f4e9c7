"""A duration as people type it: `90`, `90s`, `15m`, `1h`."""

from __future__ import annotations

import argparse
import re

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


def seconds(text: str) -> float:
    """The duration in seconds. Raises argparse's own error for anything else."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration; write for example 90s, 15m or 1h")
    return float(found.group(1)) * _SECONDS[found.group(2)]
