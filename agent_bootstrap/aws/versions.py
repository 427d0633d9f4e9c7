"""Versions of the agents, compared."""

from __future__ import annotations


def numbers(version: str) -> tuple[int, ...]:
    """`3.3.987.0-1` -> (3, 3, 987, 0), for the package's own revision says nothing of the agent; () for `latest`."""
    return tuple(int(part) for part in version.split("-")[0].split(".") if part.isdigit())


def text(version: tuple[int, ...]) -> str:
    """(3, 3, 987, 0) -> `3.3.987.0`."""
    return ".".join(map(str, version))


def same(installed: str, wanted: str) -> bool:
    """Whether a package of version `1.300071.0b1-1` is of version `1.300071.0b1`: of its own revision nothing is said."""
    return installed.split("-")[0] == wanted.split("-")[0]
