"""TOML text becomes a dict, by the standard library's parser where there is one."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TomlError = tomllib.TOMLDecodeError


def parse(text: str) -> dict[str, Any]:
    """The document as plain Python values. Raises TomlError."""
    return tomllib.loads(text)
