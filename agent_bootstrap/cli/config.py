"""`agent-bootstrap config`: are the settings good, which are they, and which could there be?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Iterator, Sequence

from agent_bootstrap.cli.settings_door import load_or_exit, print_errors, print_warnings
from agent_bootstrap.host import local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.settings import (
    Item,
    Loaded,
    SettingError,
    SettingsError,
    Value,
    add_flags,
    load,
    load_files,
    schema,
)
from agent_bootstrap.settings.keys import ARRAYS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`validate`, `show` and `schema`."""
    verbs = parser.add_subparsers(dest="config_verb", required=True, metavar="VERB")
    validate = verbs.add_parser("validate", help="tell everything that is wrong with the settings")
    validate.add_argument("files", nargs="*", metavar="FILE", help="look at these files alone, not at this server's")
    validate.add_argument("--json", action="store_true", help="print one JSON object")
    show = verbs.add_parser("show", help="show the settings that all layers give together; secrets as ***")
    show.add_argument("--origin", action="store_true", help="tell for each value who set it")
    show.add_argument("--json", action="store_true", help="print one JSON object")
    add_flags(show)
    verbs.add_parser("schema", help="print the JSON Schema of a settings file")


def run(arguments: argparse.Namespace) -> int:
    """Run the verb that was chosen. Returns the exit code."""
    verbs = {"validate": _validate, "show": _show, "schema": _schema}
    return verbs[arguments.config_verb](arguments)


def _validate(arguments: argparse.Namespace) -> int:
    errors: Sequence[SettingError] = ()
    try:
        print_warnings(_load(arguments.files).warnings)
    except SettingsError as error:
        errors = error.errors
    if arguments.json:
        print(json.dumps({"schema": 1, "good": not errors, "errors": list(map(_error_as_json, errors))}, indent=2))
    elif errors:
        print_errors(errors)
    else:
        print(f"{', '.join(arguments.files)}: good." if arguments.files else "The settings are good.")
    return ExitCode.SETTINGS if errors else ExitCode.CONVERGED


def _load(names: Sequence[str]) -> Loaded:
    host = local()
    if names:
        return load_files(host.files, [str(Path(name).absolute()) for name in names])
    return load(host.files, host.facts.environment(), {}, require=["region"])


def _error_as_json(error: SettingError) -> dict[str, object]:
    return {
        "place": str(error.origin),
        "key": error.key,
        "code": error.problem.code,
        "message": error.message,
        "remedy": error.remedy,
    }


def _show(arguments: argparse.Namespace) -> int:
    loaded = load_or_exit(arguments)
    print(_as_json(loaded) if arguments.json else "\n".join(_lines(loaded, with_origin=arguments.origin)))
    return ExitCode.CONVERGED


def _schema(_: argparse.Namespace) -> int:
    print(json.dumps(schema(), indent=2))
    return ExitCode.CONVERGED


def _lines(loaded: Loaded, *, with_origin: bool) -> Iterator[str]:
    """The settings as TOML: who copies them into a file gets the same settings, but for the secrets."""
    for value in loaded.values:
        line = f"{value.key} = {json.dumps(_shown(value))}"
        if value.content is None:
            line = f"# {value.key} is not set"
        elif isinstance(value.content, Secret):
            line = f"# {line}"
        yield f"{line}  # {value.origin}" if with_origin and value.content is not None else line
    for array in ARRAYS:
        yield from _array_lines(array, _items(loaded, array), with_origin=with_origin)


def _array_lines(array: str, items: Sequence[Item], *, with_origin: bool) -> Iterator[str]:
    """The tables of an array, each in braces: headings would end the lines that the other settings stand on."""
    if not items:
        yield f"# {array} is not set"
        return
    yield f"{array} = ["
    for item in items:
        pairs = (f"{name} = {json.dumps(content)}" for name, content in _table(item).items())
        yield f"  {{ {', '.join(pairs)} }}," + (f"  # {item.origin}" if with_origin else "")
    yield "]"


def _as_json(loaded: Loaded) -> str:
    shown: dict[str, object] = {
        value.key: {"value": _shown(value), "origin": str(value.origin)} for value in loaded.values
    }
    for array in ARRAYS:
        items = _items(loaded, array)
        origin = ", ".join(str(item.origin) for item in items)
        shown[array] = {"value": list(map(_table, items)), "origin": origin or "default"}
    return json.dumps({"schema": 1, "settings": shown}, indent=2)


def _items(loaded: Loaded, array: str) -> list[Item]:
    return [item for item in loaded.items if item.array == array]


def _table(item: Item) -> dict[str, object]:
    return {value.key.rpartition(".")[2]: _shown(value) for value in item.values.values()}


def _shown(value: Value) -> object:
    if isinstance(value.content, Secret):
        return str(value.content)
    return list(value.content) if isinstance(value.content, tuple) else value.content
