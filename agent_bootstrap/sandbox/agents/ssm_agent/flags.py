"""Flags as Go's flag package reads them: one dash or two, `-flag value` or `-flag=value`, no value for a switch."""

from __future__ import annotations

from typing import Mapping, Sequence, Union

Value = Union[str, bool]


class FlagError(Exception):
    """The command line is wrong; the text is Go's."""


def parse(arguments: Sequence[str], known: Mapping[str, Value]) -> dict[str, Value]:
    """The flags that were given. `known` has each flag's default, whose type says whether it takes a value. Raises FlagError."""
    given: dict[str, Value] = {}
    waiting = list(arguments)
    while waiting and waiting[0].startswith("-") and len(waiting[0]) > 1 and waiting[0] != "--":
        word = waiting.pop(0)
        name, separator, value = word.lstrip("-").partition("=")
        if name not in known:
            raise FlagError(f"flag provided but not defined: -{name}")
        if isinstance(known[name], bool):
            given[name] = value.lower() not in ("false", "f", "0") if separator else True
        elif separator:
            given[name] = value
        elif waiting:
            given[name] = waiting.pop(0)
        else:
            raise FlagError(f"flag needs an argument: -{name}")
    return given
