"""Where the files of a unit lie: its fragment and its drop-ins, in systemd's order of precedence."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from agent_bootstrap.model.value_object import value_object

ADMINISTRATOR = "etc/systemd/system"
_PRECEDENCE = (ADMINISTRATOR, "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system")
"""systemd.unit(5), "System Unit Search Path", without the generated directories."""


@value_object
class UnitPaths:
    """The files of one unit, as paths of this process."""

    fragment: Optional[Path]
    drop_ins: tuple[Path, ...]

    @property
    def masked(self) -> bool:
        """Whether the fragment is an empty file or a link to /dev/null."""
        if self.fragment is None:
            return False
        return self.fragment.resolve() == Path("/dev/null") or (
            self.fragment.is_file() and not self.fragment.stat().st_size
        )

    def fingerprint(self) -> tuple[tuple[str, int], ...]:
        """Names and times of change in nanoseconds: differs when somebody has edited, added or removed a file."""
        files = (*([self.fragment] if self.fragment else []), *self.drop_ins)
        return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.exists())


def search_path(root: Path) -> list[Path]:
    """The directories of unit files, the strongest first."""
    directories = [root / directory for directory in _PRECEDENCE]
    if not (root / "lib").is_symlink():
        directories.append(root / "lib/systemd/system")
    return directories


def template_of(name: str) -> str:
    """`a@.service` for `a@b.service`; the name itself for a unit that is no instance."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem.partition('@')[0]}@.{suffix}" if "@" in stem else name


def find(root: Path, name: str) -> UnitPaths:
    """The files of the unit `name` (with its suffix). A drop-in of a stronger directory hides its namesakes."""
    directories = search_path(root)
    candidates = [directory / file for file in (name, template_of(name)) for directory in directories]
    fragment = next((path for path in candidates if path.is_file() or path.is_symlink()), None)
    drop_ins: dict[str, Path] = {}
    for directory in directories:
        for file in (name, template_of(name)):
            for path in (directory / f"{file}.d").glob("*.conf"):
                drop_ins.setdefault(path.name, path)
    return UnitPaths(fragment, tuple(drop_ins[key] for key in sorted(drop_ins)))


def inside(root: Path, path: Path) -> str:
    """The path as a process whose root directory is `root` sees it."""
    return f"/{path.relative_to(root)}"
