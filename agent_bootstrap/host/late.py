"""Ports that are made when somebody first uses them: what they load costs more than a whole look at this server."""

from __future__ import annotations

from typing import Any, Callable, Optional, TypeVar, cast

Port = TypeVar("Port")


class _Late:
    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._port: Optional[Any] = None

    def __getattr__(self, name: str) -> object:
        if self._port is None:
            # Two threads may both make one; either will do.
            self._port = self._make()
        return getattr(self._port, name)


def late(make: Callable[[], Port]) -> Port:
    """The port, made by this at its first use."""
    return cast("Port", _Late(make))
