"""A profile is one section of a shared credentials file; the other sections belong to others and stay as they are."""

from __future__ import annotations

import re
from typing import Mapping


def read(text: str, name: str) -> dict[str, str]:
    """The keys and values of a profile; empty if the file has no such profile."""
    values = {}
    for line in _lines(text, name):
        key, separator, value = line.partition("=")
        if separator and not line.lstrip().startswith(("#", ";")):
            values[key.strip()] = value.strip()
    return values


def write(text: str, name: str, values: Mapping[str, str]) -> str:
    """The file with these values in the profile. All other text, comments included, is kept to the byte."""
    kept = [line for line in _lines(text, name) if line.partition("=")[0].strip() not in values]
    section = [f"[{name}]\n", *(f"{key} = {value}\n" for key, value in values.items()), *kept]
    start, end = _span(text, name)
    before = text[:start]
    if before and not before.endswith("\n"):
        before += "\n"
    return before + "".join(section) + text[end:]


def without(text: str, name: str) -> str:
    """The file without the profile. All other text is kept to the byte."""
    start, end = _span(text, name)
    return text[:start] + text[end:]


def _lines(text: str, name: str) -> list[str]:
    start, end = _span(text, name)
    return text[start:end].splitlines(keepends=True)[1:]


def _span(text: str, name: str) -> tuple[int, int]:
    """Where the profile stands: from its header to the next one. An absent profile stands, empty, at the end."""
    found = re.search(rf"^\[\s*{re.escape(name)}\s*\][^\n]*\n?", text, re.MULTILINE)
    if found is None:
        return len(text), len(text)
    following = re.compile(r"^\[", re.MULTILINE).search(text, found.end())
    return found.start(), following.start() if following else len(text)
