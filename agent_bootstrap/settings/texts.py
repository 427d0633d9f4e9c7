"""Texts under names, as the environment and the command line give them, become a layer."""

from __future__ import annotations

import dataclasses
from typing import Collection, Iterable, Optional

from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.settings import contents
from agent_bootstrap.settings.keys import Key, unknown
from agent_bootstrap.settings.layers import Layer, Origin, SettingError, Value


@value_object
class Text:
    """A text, the name it was given under, and the key that the name stands for, if any."""

    origin: Origin
    name: str
    key: Optional[Key]
    text: str = dataclasses.field(repr=False)


def layer(texts: Iterable[Text], names: Collection[str]) -> Layer:
    """What the texts say. `names` are those that may be given, to find the one that was meant."""
    values: dict[str, Value] = {}
    errors: list[SettingError] = []
    for given in texts:
        if given.key is None:
            errors.append(SettingError(given.origin, "", unknown(given.name, names)))
            continue
        path = given.key.path
        try:
            values[path] = Value(path, contents.from_text(given.key, given.text), given.origin)
        except ProblemFoundError as error:
            values[path] = Value(path, None, given.origin)
            errors.append(SettingError(given.origin, path, error.problem))
    return Layer(values, tuple(errors))
