"""A case: a folder that says how a host is set up, what happens to it, and what must be true afterwards."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any, Mapping

from agent_bootstrap.sandbox.faults import FAULTS, world_with
from agent_bootstrap.sandbox.world import World

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).with_name("cases")


@dataclasses.dataclass(frozen=True)
class Case:
    """One case."""

    directory: Path
    about: str
    """What it shows, as a sentence."""
    releases: tuple[str, ...]
    """Of Debian."""
    disk: str
    """How large the host's disk is. An installation wants 744 MB to be free."""
    world: World
    """How the closed network behaves at the start."""
    actions: tuple[Mapping[str, Any], ...]
    expect: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.directory.name


def read(directory: Path) -> Case:
    """The case in a folder. Raises KeyError or TypeError where it is none."""
    written = tomllib.loads((directory / "case.toml").read_text(encoding="utf-8"))
    return Case(
        directory,
        written.pop("about"),
        tuple(written.pop("releases", ["12"])),
        written.pop("disk", "1g"),
        world(written.pop("world", {})),
        tuple(written.pop("actions")),
        json.loads((directory / "expect.json").read_text(encoding="utf-8")),
        **written,
    )


def world(wanted: Mapping[str, Any]) -> World:
    """The closed network with the faults of the sandbox that `faults` names, and with other fields of World as they are given."""
    fields = dict(wanted)
    names = fields.pop("faults", [])
    on_servers = [name for name in names if FAULTS[name].script]
    assert not on_servers, f"{on_servers} break a server and not the network: write it as an action"
    return dataclasses.replace(world_with(names), **fields)


def every() -> list[Case]:
    """All cases."""
    return [read(directory) for directory in sorted(CASES.iterdir()) if directory.is_dir()]
