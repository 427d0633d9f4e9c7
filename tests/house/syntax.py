"""The syntax trees of the package's modules: several rules look at each, and to parse it takes the longest."""

from __future__ import annotations

import ast
import functools


@functools.cache
def parsed(source: str) -> ast.Module:
    """The tree of a text, parsed once."""
    return ast.parse(source)
