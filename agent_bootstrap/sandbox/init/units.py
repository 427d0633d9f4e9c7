"""A unit as it was loaded: its files, its state of loading, and the service that it describes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Optional

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.init import unit_paths
from agent_bootstrap.sandbox.init.service_settings import ServiceSettings, read_settings
from agent_bootstrap.sandbox.init.unit_files import UnitFile


@value_object
class Unit:
    """What one reading of a unit's files gave."""

    name: str
    load_state: str
    """`loaded`, `not-found`, `masked` or `bad-setting`."""
    description: str
    paths: unit_paths.UnitPaths
    fingerprint: tuple[tuple[str, int], ...]
    file: UnitFile
    settings: Optional[ServiceSettings] = None
    """None for what is no service, or cannot be started."""
    complaint: str = ""
    """What is wrong with it, when the state is `bad-setting`."""


def load_unit(root: Path, name: str) -> Unit:
    """Read the files of the unit `name` (with its suffix) as they are now."""
    paths = unit_paths.find(root, name)
    if paths.fragment is None or paths.masked:
        return Unit(name, "masked" if paths.masked else "not-found", name, paths, paths.fingerprint(), UnitFile())
    file = UnitFile()
    for path in (paths.fragment, *paths.drop_ins):
        file.read(path.read_text(encoding="utf-8", errors="replace") if path.exists() else "")
    unit = Unit(name, "loaded", file.last("Unit", "Description", name), paths, paths.fingerprint(), file)
    if not name.endswith(".service"):
        return unit
    try:
        return dataclasses.replace(unit, settings=read_settings(file, name))
    except ValueError as error:
        return dataclasses.replace(unit, load_state="bad-setting", complaint=str(error))
