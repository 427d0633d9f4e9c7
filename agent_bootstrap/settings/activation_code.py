"""The activation code comes from where a secret may lie: a file, standard input, or a systemd credential."""

from __future__ import annotations

import dataclasses
from typing import Mapping

from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.settings import permissions
from agent_bootstrap.settings.flags import STANDARD_INPUT, flag_for
from agent_bootstrap.settings.layers import CODE, CODE_FILE, Layer, Origin, SettingError, Value
from agent_bootstrap.settings.sources import Sources

CREDENTIAL = "activation-code"
"""The name to give in `LoadCredential=`."""


def credential(sources: Sources, environment: Mapping[str, str]) -> Layer:
    """What systemd hands to a unit with `LoadCredential=activation-code:FILE`. It guards the file itself."""
    directory = environment.get("CREDENTIALS_DIRECTORY")
    if not directory:
        return Layer()
    path = f"{directory}/{CREDENTIAL}"
    try:
        text = sources.read(path)
    except ProblemFoundError as error:
        return Layer(errors=(SettingError(Origin(path), CODE, permissions.unreadable(path, error)),))
    return Layer() if text is None else _layer(Origin(path), path, text)


def is_standard_input(value: Value) -> bool:
    """Whether this is the `-` of `--activation-code-file -`."""
    return value.key == CODE_FILE and value.content == STANDARD_INPUT and value.origin.source == flag_for(CODE_FILE)


def from_file(sources: Sources, value: Value, *, needed: bool) -> Layer:
    """The code in the file that `activation.code_file` names.

    A file that cannot be read is an error if somebody has just named it, or needs it now. Otherwise it is a warning:
    a server that is registered does well to have its code removed, and a look by an ordinary user needs none.
    """
    if is_standard_input(value):
        return _layer(Origin("standard input"), "standard input", sources.standard_input())
    path = str(value.content)
    try:
        text = sources.read(path)
        if text is None:
            return _unread(value, catalogue.CODE_FILE_ABSENT.found(path=path), needed=needed)
        layer = _layer(Origin(path), path, text)
        exposed = permissions.errors(sources, path, layer.values.values())
        return dataclasses.replace(layer, errors=(*layer.errors, *exposed))
    except ProblemFoundError as error:
        return _unread(value, permissions.unreadable(path, error), needed=needed)


def _unread(value: Value, problem: Problem, *, needed: bool) -> Layer:
    error = SettingError(value.origin, CODE_FILE, problem)
    written_in_file = value.origin.line is not None
    return Layer(warnings=(str(error),)) if written_in_file and not needed else Layer(errors=(error,))


def _layer(origin: Origin, name: str, text: str) -> Layer:
    code = text.partition("\n")[0].strip()
    if not code:
        return Layer(errors=(SettingError(origin, CODE, catalogue.CODE_FILE_EMPTY.found(path=name)),))
    return Layer({CODE: Value(CODE, Secret(code), origin)})
