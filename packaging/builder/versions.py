"""The version and the date of what is built."""

from __future__ import annotations

import os
import re
import subprocess

from builder.description import CHECKOUT

_PROGRAM = CHECKOUT / "agent_bootstrap" / "__init__.py"
_ASSIGNED = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)


def own() -> str:
    """The version that the checkout has."""
    found = _ASSIGNED.search(_PROGRAM.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{_PROGRAM} assigns no __version__")
    return found[1]


def stated(source: str, version: str) -> str:
    """The source of the program's __init__.py with another version in it."""
    return _ASSIGNED.sub(f'__version__ = "{version}"', source)


def of_package(version: str) -> str:
    """A version of Python's kind as dpkg and rpm sort it: `1.0rc1` and `1.0.dev1` are before `1.0`, so `~` stands between.

    Raises ValueError for what the two would sort differently, or not take.
    """
    parts = re.fullmatch(r"(\d+(?:\.\d+)*)(?:\.?((?:a|b|rc|dev)\d+))?", version)
    if not parts:
        raise ValueError(f"{version} is no version for a package; write it as 1.2.3, 1.2.3rc1 or 1.2.3.dev1")
    return f"{parts[1]}~{parts[2]}" if parts[2] else parts[1]


def epoch() -> int:
    """The date that everything built bears, in seconds since 1970: SOURCE_DATE_EPOCH, or the last commit, or the CHANGELOG's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = subprocess.run(
        ["git", "-C", str(CHECKOUT), "log", "-1", "--format=%ct"], check=False, capture_output=True, text=True
    )
    return int(asked.stdout) if asked.returncode == 0 else int((CHECKOUT / "CHANGELOG.md").stat().st_mtime)
