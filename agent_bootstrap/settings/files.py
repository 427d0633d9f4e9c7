"""A settings file becomes a layer: each value with its line, and everything that is wrong with the file at once."""

from __future__ import annotations

import json
import re
from typing import Any, Iterator, Mapping, Optional, Union

from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.settings import contents, pasted, permissions, toml_lines
from agent_bootstrap.settings.keys import ARRAYS, ITEM_KEYS, KEYS, TABLES, Key, unknown
from agent_bootstrap.settings.layers import Item, Layer, Origin, SettingError, Value
from agent_bootstrap.settings.sources import Sources
from agent_bootstrap.settings.toml_text import TomlError, parse

FILE = "/etc/agent-bootstrap/agent-bootstrap.toml"
DROP_INS = "/etc/agent-bootstrap/conf.d"

_UNDECODED = re.compile("[\udc80-\udcff]")
_PLACE = re.compile(r"^(?P<reason>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
"""How Python's parser ends its messages."""
_TWICE = ("Cannot ", "Duplicate ")
"""How Python's parser begins its messages about a key or a table that is there already."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def layers(sources: Sources) -> Iterator[Layer]:
    """The settings file if there is one, then the drop-ins, sorted by name. Hidden files are left alone."""
    try:
        names = [name for name in sources.names(DROP_INS) if name.endswith(".toml") and not name.startswith(".")]
    except ProblemFoundError as error:
        names = []
        yield Layer(errors=(SettingError(Origin(DROP_INS), "", permissions.unreadable(DROP_INS, error)),))
    for path in [FILE, *(f"{DROP_INS}/{name}" for name in sorted(names))]:
        found = layer(sources, path)
        if found is not None:
            yield found


def layer(sources: Sources, path: str) -> Optional[Layer]:
    """What one file says; None if there is no such file."""
    try:
        text = sources.read(path)
        if text is None:
            return None
        tree = _tree(path, text)
        found = list(_walk(tree, (), _Lines(path, text)))
        values = {item.key: item for item in found if isinstance(item, Value)}
        errors = [item for item in found if isinstance(item, SettingError)]
        items = tuple(item for item in found if isinstance(item, Item))
        return Layer(values, (*errors, *permissions.errors(sources, path, values.values())), items=items)
    except ProblemFoundError as error:
        return Layer(errors=(SettingError(Origin(path), "", permissions.unreadable(path, error)),))
    except _FileError as error:
        return Layer(errors=(error.found,))


class _FileError(Exception):
    """The file as a whole cannot be used."""

    def __init__(self, found: SettingError) -> None:
        super().__init__(str(found))
        self.found = found


class _Lines:
    """Where the keys of one file stand."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._lines: dict[toml_lines.Path, int] = {}
        for key, line in toml_lines.lines(text):
            self._lines.setdefault(key, line)

    def origin(self, key: toml_lines.Path) -> Origin:
        return Origin(self._path, self._lines.get(key))


def _tree(path: str, text: str) -> dict[str, Any]:
    undecoded = _UNDECODED.search(text)
    if undecoded:
        byte = ord(undecoded[0]) - 0xDC00
        line = text.count("\n", 0, undecoded.start()) + 1
        raise _FileError(SettingError(Origin(path, line), "", catalogue.FILE_NOT_UTF8.found(byte=byte, path=path)))
    try:
        return parse(text)
    except TomlError as error:
        raise _FileError(_syntax_error(path, text, str(error))) from None


def _syntax_error(path: str, text: str, message: str) -> SettingError:
    place = _PLACE.match(message)
    reason = place["reason"] if place else message
    line = int(place["line"]) if place and place["line"] else text.rstrip().count("\n") + 1
    twice = _written_twice(text, line) if reason.startswith(_TWICE) else None
    if twice:
        key, first, second = twice
        return SettingError(Origin(path, second), key, catalogue.KEY_TWICE.found(first=first))
    odd = pasted.oddities(text.split("\n")[line - 1].strip(" \t\r"))
    kind = catalogue.FILE_TYPOGRAPHIC if odd else catalogue.FILE_SYNTAX
    return SettingError(Origin(path, line), "", kind.found(reason=reason, oddities=odd))


def _written_twice(text: str, line: int) -> Optional[tuple[str, int, int]]:
    """The last key up to this line that stands there a second time, with both its lines."""
    firsts: dict[toml_lines.Path, int] = {}
    found = None
    for key, here in toml_lines.lines(text):
        first = firsts.setdefault(key, here)
        if first != here and here <= line:
            found = dotted(key), first, here
    return found


_Found = Iterator[Union[Value, Item, SettingError]]


def _walk(tree: Mapping[str, Any], above: toml_lines.Path, where: _Lines) -> _Found:
    for name, content in tree.items():
        path = (*above, name)
        key, origin = dotted(path), where.origin(path)
        if key in TABLES and isinstance(content, dict):
            yield from _walk(content, path, where)
        elif key in ARRAYS and isinstance(content, list) and all(isinstance(item, dict) for item in content):
            for number, table in enumerate(content):
                yield from _item(key, table, (*path, number), where)
        elif key in KEYS:
            yield from _value(KEYS[key], content, origin)
        else:
            yield SettingError(origin, key, _not_a_setting(key, content))


def _item(array: str, table: Mapping[str, Any], path: toml_lines.Path, where: _Lines) -> _Found:
    """One table of an array, and what is wrong in it."""
    values: dict[str, Value] = {}
    for name, content in table.items():
        key, origin = f"{array}.{dotted((name,))}", where.origin((*path, name))
        if key not in ITEM_KEYS:
            yield SettingError(origin, key, unknown(key, [known for known in ITEM_KEYS if known.startswith(array)]))
            continue
        for found in _value(ITEM_KEYS[key], content, origin):
            if isinstance(found, Value):
                values[key] = found
            else:
                yield found
    # A table in braces has no heading of its own.
    first = next(iter(values.values()), None)
    begins = where.origin(path)
    yield Item(array, begins if begins.line or first is None else first.origin, values)


def _value(key: Key, content: object, origin: Origin) -> Iterator[Union[Value, SettingError]]:
    try:
        yield Value(key.path, contents.from_toml(key, content), origin)
    except ProblemFoundError as error:
        yield Value(key.path, None, origin)
        yield SettingError(origin, key.path, error.problem)


def _not_a_setting(key: str, content: object) -> Problem:
    if key in TABLES:
        return contents.wrong_type(TABLES[key], "a single value", f"[{key}]").problem
    if key in ARRAYS:
        return contents.wrong_type(ARRAYS[key], contents.type_name(content), f"[[{key}]]").problem
    return unknown(key, [*KEYS, *TABLES, *ARRAYS])


def dotted(path: toml_lines.Path) -> str:
    """A path as a person writes it. A name with a dot of its own is quoted, so that it stays one name."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if _BARE.fullmatch(part) else json.dumps(part))
    return text
