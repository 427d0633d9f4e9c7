"""What was written becomes a content of the right type, or the problem that says which type is wanted."""

from __future__ import annotations

from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.model.setting import Kind
from agent_bootstrap.settings.keys import Key
from agent_bootstrap.settings.layers import Content, secretive

_TYPE_NAMES = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "an array",
    dict: "a table",
}
_BOOLEANS = {"true": True, "false": False}


def from_toml(key: Key, value: object) -> Content:
    """The content of a value that TOML gave. Raises the problem setting-wrong-type, which never shows the value."""
    if key.kind is Kind.BOOLEAN and isinstance(value, bool):
        return value
    if key.kind.many and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if key.kind.number and isinstance(value, int) and not isinstance(value, bool):
        return value
    if _is_text(key) and isinstance(value, str):
        return secretive(key, value)
    raise wrong_type(key, type_name(value), f"{key.path.split('.')[-1]} = {example(key)}")


def type_name(value: object) -> str:
    """What a value that TOML gave is, in words."""
    return _TYPE_NAMES.get(type(value), "a date or time")


def from_text(key: Key, text: str) -> Content:
    """The content of a text from the environment or a flag, where commas part the items of an array.

    Raises the problem setting-wrong-type.
    """
    if key.kind is Kind.BOOLEAN:
        if text.lower() not in _BOOLEANS:
            raise wrong_type(key, f'"{text}"', example(key))
        return _BOOLEANS[text.lower()]
    if key.kind.number:
        if not text.isdecimal():
            raise wrong_type(key, f'"{text}"', example(key))
        return int(text)
    if key.kind.many:
        return tuple(item.strip(" ") for item in text.split(",") if item.strip(" "))
    return secretive(key, text)


def wrong_type(key: Key, found: str, written: str) -> ProblemFoundError:
    """The problem of a value that is something else than its key wants."""
    return catalogue.WRONG_TYPE.error(found=found, wanted=_wanted(key), example=written)


def example(key: Key) -> str:
    """A good value as TOML writes it."""
    if not _is_text(key):
        return key.about.example
    return '"…"' if key.kind.secret or not key.about.example else f'"{key.about.example}"'


def _wanted(key: Key) -> str:
    if key.kind is Kind.TABLE:
        return "a table"
    if key.kind is Kind.BOOLEAN:
        return "true or false"
    if key.kind is Kind.TABLES:
        return "one table or more, each under this heading"
    if key.kind.number:
        return "a number"
    return "an array of texts" if key.kind.many else "text in quotes"


def _is_text(key: Key) -> bool:
    return key.kind is not Kind.BOOLEAN and not key.kind.number and not key.kind.many
