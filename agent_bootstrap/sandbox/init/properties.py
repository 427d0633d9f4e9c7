"""A service as `systemctl show` tells it: names and values of systemd's properties, as text."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from agent_bootstrap.sandbox.init import time_spans, unit_paths
from agent_bootstrap.sandbox.init.enablement import unit_file_state
from agent_bootstrap.sandbox.init.service import Service
from agent_bootstrap.sandbox.init.states import Moment
from agent_bootstrap.sandbox.init.units import Unit

_CHANGES = ("StateChange", "InactiveExit", "ActiveEnter", "ActiveExit", "InactiveEnter")

ROOT_MOUNT = {
    "Id": "-.mount",
    "Description": "Root Mount",
    "LoadState": "loaded",
    "ActiveState": "active",
    "SubState": "mounted",
    "UnitFileState": "generated",
}
"""The one unit that is always there. Programs look for it to learn whether systemd runs."""


def service_properties(service: Service, root: Path) -> dict[str, str]:
    """The properties of a service, those of its processes first, as systemd orders them."""
    return {**_process_properties(service), **_unit_properties(service, root)}


def file_properties(unit: Unit, root: Path) -> dict[str, str]:
    """The properties of a unit that is no service: what its files say. The stand-in never makes one active."""
    return {**_files(unit, root), "ActiveState": "inactive", "SubState": "dead"}


def _process_properties(service: Service) -> dict[str, str]:
    family, settings = service.family, service.settings
    return {
        "Type": settings.kind,
        "Restart": settings.restart,
        "NotifyAccess": settings.notify_access,
        "RestartUSec": time_spans.spell(settings.restart_delay),
        "TimeoutStartUSec": time_spans.spell(settings.start_timeout),
        "TimeoutStopUSec": time_spans.spell(settings.stop_timeout),
        "RemainAfterExit": "yes" if settings.remains else "no",
        "MainPID": str(family.main or 0),
        "ControlPID": str(family.control or 0),
        "StatusText": service.status_text,
        "Result": service.result,
        "NRestarts": str(service.restart_count),
        **_moment("ExecMainStart", family.started),
        **_moment("ExecMainExit", family.ended),
        "ExecMainPID": str(family.last_main),
        "ExecMainCode": str(family.ending.number if family.ending else 0),
        "ExecMainStatus": str(family.ending.status if family.ending else 0),
        "User": settings.user,
        "KillMode": settings.kill_mode,
    }


def _unit_properties(service: Service, root: Path) -> dict[str, str]:
    changes = [_moment(name, service.moments.get(name)) for name in _CHANGES]
    return {
        **_files(service.unit, root),
        "ActiveState": service.state.active,
        "SubState": service.state.sub,
        **{key: value for change in changes for key, value in change.items()},
        "NeedDaemonReload": "yes" if needs_reload(service.unit, root) else "no",
        "InvocationID": service.family.invocation,
    }


def needs_reload(unit: Unit, root: Path) -> bool:
    """Whether the unit's files are no longer those that were read."""
    return unit_paths.find(root, unit.name).fingerprint() != unit.fingerprint


def _files(unit: Unit, root: Path) -> dict[str, str]:
    fragment = unit.paths.fragment
    return {
        "Id": unit.name,
        "Names": unit.name,
        "Description": unit.description,
        "LoadState": unit.load_state,
        "FragmentPath": unit_paths.inside(root, fragment) if fragment else "",
        "DropInPaths": " ".join(unit_paths.inside(root, path) for path in unit.paths.drop_ins),
        "UnitFileState": unit_file_state(root, unit),
    }


def _moment(name: str, moment: Optional[Moment]) -> dict[str, str]:
    return {
        f"{name}Timestamp": str(moment) if moment else "",
        f"{name}TimestampMonotonic": str(moment.monotonic if moment else 0),
    }
