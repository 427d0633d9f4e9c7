"""The line on which each member and item of a JSON text stands, which the parser does not tell."""

from __future__ import annotations

import json
import re
from typing import Mapping, Union

Path = tuple[Union[str, int], ...]
"""Names of members, and places of items from 0."""

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[][{},:]|[^][{},:"\s]+')


def lines(text: str) -> Mapping[Path, int]:
    """Path -> line, from 1, of a text that the parser takes; of a member that is written twice, the last, as the parser has it."""
    scanner = _Scanner(text)
    scanner.value(())
    return scanner.found


def written(path: Path) -> str:
    """A path as a person writes it: `logs.logs_collected.files.collect_list[2].file_path`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


class _Scanner:
    """Walks the tokens once."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, int]] = []
        line, seen = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", seen, match.start())
            seen = match.start()
            self._tokens.append((match[0], line))
        self._position = 0
        self.found: dict[Path, int] = {}

    def value(self, path: Path) -> None:
        begins, _ = self._take()
        if begins == "{":
            while self._next() != "}":
                name, line = self._take()
                member = (*path, json.loads(name))
                self.found[member] = line
                self._take()
                self.value(member)
                self._skip_comma()
            self._take()
        elif begins == "[":
            number = 0
            while self._next() != "]":
                self.found[(*path, number)] = self._tokens[self._position][1]
                self.value((*path, number))
                self._skip_comma()
                number += 1
            self._take()

    def _next(self) -> str:
        return self._tokens[self._position][0]

    def _take(self) -> tuple[str, int]:
        self._position += 1
        return self._tokens[self._position - 1]

    def _skip_comma(self) -> None:
        if self._next() == ",":
            self._take()
