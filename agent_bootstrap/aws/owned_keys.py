"""Of a file with sections some keys are ours; the others belong to others and stay as they are."""

from __future__ import annotations

import copy
import json
from typing import Any, Mapping, Optional

Sections = Mapping[str, Any]
"""Section -> its keys with their values; beside the sections a file may hold values of other forms."""


def noted(text: Optional[str]) -> dict[str, Any]:
    """What we wrote once, as `note` keeps it; nothing where that is lost or broken, so that every key is taken for others'."""
    try:
        values = json.loads(text or "{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def note(written: Sections) -> str:
    """The text in which we remember what we wrote."""
    return json.dumps(written, indent=4) + "\n"


def merged(present: Sections, ours: Sections, written: Sections) -> dict[str, Any]:
    """The file with our keys in it, and without those that we wrote once and want no more.

    `written` is what we wrote. A key that has another value since then belongs to whoever changed it.
    """
    found = copy.deepcopy(dict(present))
    for section, values in written.items():
        there = found.get(section)
        if isinstance(there, dict):
            for key, value in values.items():
                if key not in ours.get(section, {}) and key in there and there[key] == value:
                    del there[key]
            if not there and section not in ours:
                del found[section]
    for section, values in ours.items():
        there = found.get(section)
        found[section] = {**(there if isinstance(there, dict) else {}), **values}
    return found


def united(ours: Sections, written: Sections) -> dict[str, Any]:
    """What is ours as long as the file holds either what we wrote before or what we want now."""
    return {section: {**written.get(section, {}), **ours.get(section, {})} for section in {**written, **ours}}
