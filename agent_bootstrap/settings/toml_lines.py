"""The line on which each key of a TOML text stands, which the parsers do not tell."""

from __future__ import annotations

import contextlib
import itertools
import re
from typing import Callable, Union

from agent_bootstrap.settings.toml_text import TomlError, parse

Path = tuple[Union[str, int], ...]
"""Names, and behind the name of an array the place within it, from 0."""

_STRING = r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'"
"""Longer quotes first. A multi-line text may end with one or two quotes of its own before the closing three."""
_KEY = r'(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
_DOTTED = re.compile(rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*")
_HEADER = re.compile(rf"\[\[?[ \t]*({_DOTTED.pattern})[ \t]*\]\]?")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_BLANK_OR_COMMA = re.compile(r"(?:[\s,]|#[^\n]*)*")
_SCALAR = re.compile(rf"{_STRING}|[^\s,\]}}#][^\n,\]}}#]*", re.DOTALL)


class _LostError(Exception):
    """The text is not TOML from here on."""


def lines(text: str) -> list[tuple[Path, int]]:
    """Path and line, from 1, of each key and each table header, in the order of the text.

    Text that is not TOML is read up to its first fault.
    """
    scanner = _Scanner(text)
    with contextlib.suppress(_LostError, TomlError):
        scanner.document()
    return scanner.found


class _Scanner:
    """Walks the text once, from one token to the next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._tables: dict[Path, int] = {}
        """Array -> how many of its tables have begun."""
        self.found: list[tuple[Path, int]] = []

    def document(self) -> None:
        table: Path = ()
        self._take(_BLANK)
        while self._position < len(self._text):
            if self._next() == "[":
                line = self._line()
                header = self._take(_HEADER)
                table = self._table(_names(header[1]), begins=header[0].startswith("[["))
                self.found.append((table, line))
            else:
                self._assignment(table)
            self._take(_BLANK)

    def _table(self, names: tuple[str, ...], *, begins: bool) -> Path:
        """The path of a header: within an array, the table that was begun last."""
        path: Path = ()
        for position, name in enumerate(names, start=1):
            path = (*path, name)
            if begins and position == len(names):
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        return path

    def _assignment(self, table: Path) -> None:
        line = self._line()
        path = table + _names(self._take(_DOTTED)[0])
        self.found.append((path, line))
        self._take(_EQUALS)
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._next() == "{":
            self._inside("}", lambda: self._assignment(path))
        elif self._next() == "[":
            numbers = itertools.count()
            self._inside("]", lambda: self._value((*path, next(numbers))))
        else:
            self._take(_SCALAR)

    def _inside(self, end: str, item: Callable[[], None]) -> None:
        self._position += 1
        self._take(_BLANK_OR_COMMA)
        while self._next() != end:
            item()
            self._take(_BLANK_OR_COMMA)
        self._position += 1

    def _next(self) -> str:
        return self._text[self._position : self._position + 1]

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._text, self._position)
        if match is None:
            raise _LostError
        self._position = match.end()
        return match

    def _line(self) -> int:
        return self._text.count("\n", 0, self._position) + 1


def _names(dotted: str) -> tuple[str, ...]:
    """The names in a key as written, quotes and escapes and all: the parser itself is asked."""
    names, value = [], parse(f"{dotted}=0")
    while isinstance(value, dict):
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names)
