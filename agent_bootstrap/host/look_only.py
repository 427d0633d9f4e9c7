"""A port that may only be looked through: what would touch the world raises instead."""

from __future__ import annotations

from typing import Any, Callable, TypeVar, cast

Method = TypeVar("Method", bound=Callable[..., Any])
Port = TypeVar("Port")

_MARK = "touches_the_world"


class TouchedError(AssertionError):
    """A check tried to change something: a bug in the check."""


def touches(method: Method) -> Method:
    """Marks a method of a port that changes the world."""
    setattr(method, _MARK, True)
    return method


class _View:
    def __init__(self, port: object) -> None:
        self._port = port

    def __getattr__(self, name: str) -> object:
        attribute = getattr(self._port, name)
        if getattr(attribute, _MARK, False):
            raise TouchedError(f"a check called {type(self._port).__name__}.{name}, which touches the world")
        return attribute


def view(port: Port) -> Port:
    """The port without the methods that touch."""
    return cast("Port", _View(port))
