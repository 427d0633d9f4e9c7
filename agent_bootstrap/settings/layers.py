"""A layer is what one place says: values with their origins, and what is wrong there. Higher layers win, key by key."""

from __future__ import annotations

import dataclasses
from typing import Iterable, Mapping, Optional, Union

from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.settings.keys import Key

Content = Union[str, bool, int, Secret, tuple[str, ...], None]
"""What a value can be. None stands for a value that was written but cannot be used, and for one that nobody set."""

CODE = "activation.code"
CODE_FILE = "activation.code_file"


@value_object
class Origin:
    """Where something was written."""

    source: str
    """A file, an environment variable, a flag, or `default`."""
    line: Optional[int] = None
    """Line of the file, from 1."""

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"


@value_object
class Value:
    """One setting, and who says so."""

    key: str
    content: Content
    origin: Origin


@value_object
class Item:
    """One table of an array, with what is set in it: path of the key, `cloudwatch_agent.logs.file`, -> value."""

    array: str
    origin: Origin
    values: Mapping[str, Value]

    def content(self, name: str) -> Content:
        """What a key is set to, by its last name; None if it is not set."""
        value = self.values.get(f"{self.array}.{name}")
        return value.content if value else None


@value_object
class SettingError:
    """One thing that is wrong, with the place to mend. `key` is empty when a whole file is meant."""

    origin: Origin
    key: str
    problem: Problem

    @property
    def message(self) -> str:
        """What is wrong, on one line."""
        return self.problem.brief

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.problem.remedy

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.origin), self.key, self.message) if part)


class SettingsError(Exception):
    """The settings cannot be used; `errors` holds all that is wrong with them, in the order of the layers."""

    def __init__(self, errors: Iterable[SettingError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


@value_object
class Layer:
    """What one file, the environment, or the command line says."""

    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    errors: tuple[SettingError, ...] = ()
    warnings: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    """The tables of arrays. Those of all layers add up."""


def secretive(key: Key, content: Content) -> Content:
    """The same content, hidden from the first moment on if the key is a secret one."""
    return Secret(content) if key.kind.secret and isinstance(content, str) else content


def merged(layers: Iterable[Layer]) -> dict[str, Value]:
    """What stands when later layers win. The activation code and the file that holds it are one thing said two ways."""
    result: dict[str, Value] = {}
    for layer in layers:
        if CODE in layer.values or CODE_FILE in layer.values:
            result.pop(CODE, None)
            result.pop(CODE_FILE, None)
        result.update(layer.values)
    return result
