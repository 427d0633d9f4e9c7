"""YAML in block style, as much as the agent's own file needs: mappings in mappings, and scalars or lists as leaves."""

from __future__ import annotations

import json
import re
from typing import Any, Iterator, Mapping

_PLAIN = re.compile(r"[A-Za-z/][\w./-]*")
"""Texts that need no quotes. Others are written as JSON, which is YAML, too."""

_STEP = 4
_RESERVED = ("true", "false", "null", "yes", "no", "on", "off")


def dump(values: Mapping[str, Any]) -> str:
    """The text, keys in order."""
    return "".join(f"{line}\n" for line in _lines(values, 0))


def load(text: str) -> dict[str, Any]:
    """What `dump` wrote."""
    root: dict[str, Any] = {}
    open_mappings = [root]
    for line in text.splitlines():
        body = line.lstrip(" ")
        depth = (len(line) - len(body)) // _STEP
        key, _, rest = body.partition(": ") if ": " in body else (body.rstrip(":"), "", "")
        del open_mappings[depth + 1 :]
        if rest:
            open_mappings[depth][key] = _value(rest)
        else:
            fresh: dict[str, Any] = {}
            open_mappings[depth][key] = fresh
            open_mappings.append(fresh)
    return root


def _lines(values: Mapping[str, Any], depth: int) -> Iterator[str]:
    for key, value in sorted(values.items()):
        if isinstance(value, Mapping) and value:
            yield f"{' ' * _STEP * depth}{key}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{' ' * _STEP * depth}{key}: {_text(value)}"


def _text(value: Any) -> str:
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _RESERVED
    return str(value) if plain else json.dumps(value)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
