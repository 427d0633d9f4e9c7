"""Enabled or not: the links under /etc/systemd/system that say which target wants a unit."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

from agent_bootstrap.sandbox.init import unit_paths
from agent_bootstrap.sandbox.init.units import Unit

_DIRECTORIES = {"WantedBy": "wants", "RequiredBy": "requires"}


def enable(root: Path, unit: Unit) -> list[str]:
    """Make the links that [Install] asks for; returns what `systemctl` says of each new one."""
    if unit.paths.fragment is None:
        raise FileNotFoundError(f"Unit file {unit.name} does not exist.")
    target = unit_paths.inside(root, unit.paths.fragment)
    said = []
    for link in _links(root, unit):
        if link.is_symlink():
            continue
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
        said.append(f"Created symlink {unit_paths.inside(root, link)} → {target}.")
    return said


def disable(root: Path, unit: Unit) -> list[str]:
    """Remove every link that makes somebody want the unit; returns what `systemctl` says of each."""
    present = {
        link
        for link in (*_present(root / unit_paths.ADMINISTRATOR, unit.name), *_links(root, unit))
        if link.is_symlink()
    }
    if unit.paths.fragment is None and not present:
        raise FileNotFoundError(f"Unit file {unit.name} does not exist.")
    for link in sorted(present):
        link.unlink()
    return [f'Removed "{unit_paths.inside(root, link)}".' for link in sorted(present)]


def unit_file_state(root: Path, unit: Unit) -> str:
    """`enabled`, `disabled`, `static`, `masked`, or nothing where there is no file."""
    if unit.load_state == "masked":
        return "masked"
    if unit.paths.fragment is None:
        return ""
    if any(_present(root / unit_paths.ADMINISTRATOR, unit.name)):
        return "enabled"
    if any(_present(root / "run/systemd/system", unit.name)):
        return "enabled-runtime"
    return "disabled" if installable(unit) else "static"


def installable(unit: Unit) -> bool:
    """Whether its [Install] section says anything."""
    return any(unit.file.every("Install", key) for key in (*_DIRECTORIES, "Alias", "Also"))


def _links(root: Path, unit: Unit) -> Iterator[Path]:
    """The links that [Install] asks for, present or not."""
    directory = root / unit_paths.ADMINISTRATOR
    for key, suffix in _DIRECTORIES.items():
        for target in _names(unit, key):
            yield directory / f"{target}.{suffix}" / unit.name
    for alias in _names(unit, "Alias"):
        yield directory / alias


def _names(unit: Unit, key: str) -> list[str]:
    return [name for value in unit.file.every("Install", key) for name in value.split()]


def _present(directory: Path, name: str) -> Iterator[Path]:
    """The links of that name in any target's directory, also those that lead nowhere."""
    for suffix in _DIRECTORIES.values():
        links = (target / name for target in directory.glob(f"*.{suffix}"))
        yield from (link for link in links if link.is_symlink())
