"""All layers become the settings, or one error that tells everything that is wrong with them."""

from __future__ import annotations

import dataclasses
from typing import Any, Collection, Iterable, Iterator, Mapping, cast

from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.settings import activation_code, cross_checks, files, log_tables, values
from agent_bootstrap.settings import environment as environment_layer
from agent_bootstrap.settings import flags as flags_layer
from agent_bootstrap.settings.keys import ARRAYS, ITEM_KEYS, KEYS, TABLES, Key
from agent_bootstrap.settings.layers import (
    CODE,
    CODE_FILE,
    Content,
    Item,
    Layer,
    Origin,
    SettingError,
    SettingsError,
    Value,
    merged,
)
from agent_bootstrap.settings.sources import Sources

_DEFAULT = Origin("default")


@value_object
class Loaded:
    """The settings, and where each of them comes from."""

    settings: Settings
    values: tuple[Value, ...]
    """Every key in the order of the model; content None where nobody set a key that has no default."""
    items: tuple[Item, ...]
    """The tables of arrays, in the order of the layers."""
    warnings: tuple[str, ...]


def load(
    world: Sources,
    environment: Mapping[str, str],
    flags: Mapping[str, str],
    *,
    require: Collection[str] = (),
) -> Loaded:
    """The settings of this host: files, systemd's credential, the environment, flags; the later win.

    `flags` is key -> text, from `flags_from`; `require` holds the keys that must be set. Raises SettingsError.
    """
    layers = [
        *files.layers(world),
        activation_code.credential(world, environment),
        environment_layer.layer(environment),
        flags_layer.layer(flags),
    ]
    return _loaded(world, layers, require)


def load_files(world: Sources, paths: Iterable[str]) -> Loaded:
    """The settings as these files alone would have them. A file that is not there is an error. Raises SettingsError."""
    return _loaded(world, [files.layer(world, path) or _absent(path) for path in paths], ())


def _absent(path: str) -> Layer:
    return Layer(errors=(SettingError(Origin(path), "", catalogue.FILE_ABSENT.found(path=path)),))


def _loaded(world: Sources, layers: list[Layer], require: Collection[str]) -> Loaded:
    chosen = merged(layers)
    layers = [*layers, _code_from_file(world, chosen, require)]
    chosen.update(layers[-1].values)
    errors = [error for layer in layers for error in _errors(layer)]
    items = tuple(item for layer in layers for item in layer.items)
    # A file that cannot be read at all may hold what seems to be missing.
    errors += cross_checks.in_all(chosen, () if any(_is_lost(layer) for layer in layers) else require)
    errors += log_tables.errors(chosen, items)
    if errors:
        raise SettingsError(_in_order(errors))
    return Loaded(
        settings=_table(Settings(), "", chosen, items),
        values=tuple(chosen.get(path, _default(key)) for path, key in KEYS.items()),
        items=items,
        warnings=tuple(warning for layer in layers for warning in layer.warnings),
    )


def _code_from_file(world: Sources, chosen: Mapping[str, Value], require: Collection[str]) -> Layer:
    value = chosen.get(CODE_FILE)
    if value is None or value.content is None or _problems(value):
        return Layer()
    return activation_code.from_file(world, value, needed=CODE in require)


def _is_lost(layer: Layer) -> bool:
    return not layer.values and any(not error.key for error in layer.errors)


def _errors(layer: Layer) -> Iterator[SettingError]:
    yield from layer.errors
    yield from cross_checks.in_layer(layer)
    for value in (*layer.values.values(), *(value for item in layer.items for value in item.values.values())):
        for problem in _problems(value):
            yield SettingError(value.origin, value.key, problem)


def _in_order(errors: Collection[SettingError]) -> list[SettingError]:
    """Place by place in the order of the layers, each from its first line to its last."""
    sources = list(dict.fromkeys(error.origin.source for error in errors))
    return sorted(errors, key=lambda error: (sources.index(error.origin.source), error.origin.line or 0))


def _problems(value: Value) -> list[Problem]:
    if activation_code.is_standard_input(value):
        return []
    return values.problems(KEYS.get(value.key) or ITEM_KEYS[value.key], value.content)


def _default(key: Key) -> Value:
    return Value(key.path, None if key.default == "" else cast("Content", key.default), _DEFAULT)


def _table(table: Any, prefix: str, chosen: Mapping[str, Value], items: Collection[Item]) -> Any:
    """The same table of the settings with the chosen values in it, and in the tables below it."""
    changes: dict[str, object] = {}
    for field in dataclasses.fields(table):
        path = prefix + field.name
        if path in TABLES:
            changes[field.name] = _table(getattr(table, field.name), f"{path}.", chosen, items)
        elif path in ARRAYS:
            changes[field.name] = tuple(_item(item) for item in items if item.array == path)
        elif path in chosen:
            changes[field.name] = values.usual(KEYS[path].kind, chosen[path].content)
    return dataclasses.replace(table, **changes)


def _item(item: Item) -> Any:
    """One table of an array, with the place where it stands."""
    empty: Any = ARRAYS[item.array].about.item
    changes: dict[str, object] = {path.rpartition(".")[2]: value.content for path, value in item.values.items()}
    return dataclasses.replace(empty, **changes, origin=str(item.origin))
