"""Every key that can be set, read off the dataclasses of the model: its path, its kind, its names elsewhere."""

from __future__ import annotations

import dataclasses
import difflib
from typing import Any, Iterable, Iterator, Mapping

from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.model.setting import About, Kind
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.value_object import value_object

ENVIRONMENT_PREFIX = "AGENT_BOOTSTRAP_"

_NEAR_ENOUGH = 0.6
"""How alike two names must be for one to be offered in place of the other; difflib's own choice."""


@value_object
class Key:
    """One setting: where it stands, what it is, what it is when nobody sets it."""

    path: str
    """Dotted: `activation.code_file`."""
    about: About
    default: object

    @property
    def kind(self) -> Kind:
        """What its value must look like."""
        return self.about.kind

    @property
    def environment_name(self) -> str:
        """The environment variable that sets it: `AGENT_BOOTSTRAP_ACTIVATION_CODE_FILE`."""
        return ENVIRONMENT_PREFIX + self.path.upper().replace(".", "_")


def _keys(table: Any, prefix: str) -> Iterator[Key]:
    for field in dataclasses.fields(table):
        if "about" not in field.metadata:
            # It is told by the place where the table stands, and not set.
            continue
        key = Key(prefix + field.name, field.metadata["about"], getattr(table, field.name))
        yield key
        if key.kind is Kind.TABLE:
            yield from _keys(key.default, f"{key.path}.")


_ALL = tuple(_keys(Settings(), ""))

KEYS: Mapping[str, Key] = {key.path: key for key in _ALL if key.kind not in (Kind.TABLE, Kind.TABLES)}
"""Path -> key, in the order of the model."""

TABLES: Mapping[str, Key] = {key.path: key for key in _ALL if key.kind is Kind.TABLE}
"""Path -> table, in the order of the model."""

ARRAYS: Mapping[str, Key] = {key.path: key for key in _ALL if key.kind is Kind.TABLES}
"""Path -> array of tables, in the order of the model."""

ITEM_KEYS: Mapping[str, Key] = {
    key.path: key for path, array in ARRAYS.items() for key in _keys(array.about.item, f"{path}.")
}
"""Path -> key within each table of an array: `cloudwatch_agent.logs.file`."""


def unknown(name: str, names: Iterable[str]) -> Problem:
    """The problem of a name that stands for no setting, with the name that was probably meant."""
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=_NEAR_ENOUGH)
    return catalogue.KEY_MISSPELLED.found(nearest=near[0]) if near else catalogue.KEY_UNKNOWN.found()
