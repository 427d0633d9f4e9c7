"""A throw-away copy of this machine's file system: overlays whose upper layer is memory, and then a new root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_LAYERS = Path("/run")
"""Where the new root is put together. In this mount namespace it is memory; the machine's own /run is not touched."""

_FRESH = ("run", "proc", "sys", "dev", "lost+found")
"""Top-level directories that are not copied: they are made anew or come from the kernel."""

_SKELETON_DEPTH = 3
"""How deep directories are made ours in a user namespace; packages put their files no deeper below /usr, /etc and /opt."""

_OPENED_FOR_WRITING = ("/etc", "/var/lib/dpkg", "/var/lib/dpkg/triggers", "/var/lib/rpm")
"""Directories whose files are written in place, by package managers and their scripts, so they must be ours, too."""


def enter(directory: str) -> None:
    """Make the copy, and make it this process's root. `directory` becomes the working directory if it is there."""
    _mount("-t", "tmpfs", "-o", "mode=755,size=2g", "tmpfs", str(_LAYERS))
    root = _LAYERS / "root"
    root.mkdir()
    # A root that is a mount point of its own can be made private, as rpm 4.20 does before it runs a scriptlet.
    _mount("--bind", str(root), str(root))
    for entry in sorted(Path("/").iterdir()):
        if entry.is_symlink():
            (root / entry.name).symlink_to(entry.readlink())
        elif entry.is_dir() and entry.name not in _FRESH:
            _copy(entry, root / entry.name)
    _kernel_directories(root)
    _bring_this_program(root, directory)
    os.chroot(root)
    try:
        os.chdir(directory)
    except OSError:
        # It lies where this copy has nothing, or where this user may not go.
        os.chdir("/")


def _copy(source: Path, target: Path) -> None:
    """Lay a throw-away layer over a directory. What may not be read is an empty directory instead."""
    target.mkdir(parents=True, exist_ok=True)
    if not os.access(source, os.R_OK | os.X_OK):
        return
    name = str(source).replace("/", "%")  # No upper layer may lie in another's.
    upper, work = (_LAYERS / kind / name for kind in ("upper", "work"))
    upper.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    # A merged directory takes its mode from the upper layer: /tmp is for everybody, /root for nobody else.
    shutil.copymode(source, upper)
    options = f"lowerdir={source},upperdir={upper},workdir={work}"
    if os.geteuid() == 0 and not _in_user_namespace():
        _mount("-t", "overlay", "-o", options, "overlay", str(target))
        return
    _own_directories(source, upper)
    if not _try_mount("-t", "overlay", "-o", f"{options},userxattr", "overlay", str(target)):
        # A file system mounted somewhere below is locked to an ordinary user: take the directories one by one.
        _copy_entries(source, target)


def _copy_entries(source: Path, target: Path) -> None:
    for entry in sorted(source.iterdir()):
        if entry.is_symlink():
            (target / entry.name).symlink_to(entry.readlink())
        elif entry.is_dir():
            _copy(entry, target / entry.name)
        elif os.access(entry, os.R_OK) and entry.is_file():
            shutil.copy2(entry, target / entry.name)


def _own_directories(source: Path, upper: Path) -> None:
    """In a user namespace the machine's directories belong to nobody; in the upper layer they belong to us.

    A merged directory takes owner and mode from the upper layer, so files can be made in it and replaced.
    """
    for place, directories, _ in os.walk(source):
        depth = len(Path(place).relative_to(source).parts)
        if depth >= _SKELETON_DEPTH:
            directories.clear()
        for name in directories:
            path = Path(place) / name
            if not path.is_symlink():
                (upper / path.relative_to(source)).mkdir(mode=0o755, exist_ok=True)
    for written in map(Path, _OPENED_FOR_WRITING):
        if written.is_dir() and written.is_relative_to(source):
            _own_files(written, upper / written.relative_to(source))


def _own_files(source: Path, target: Path) -> None:
    """Copy the files of one directory. One that may not be read is empty: a lock is so anyway, and nobody logs in here."""
    for entry in source.iterdir():
        if entry.is_file():
            copy = target / entry.name
            if os.access(entry, os.R_OK):
                shutil.copyfile(entry, copy)
            else:
                copy.touch()


def _kernel_directories(root: Path) -> None:
    for name in ("run", "proc", "sys", "dev"):
        (root / name).mkdir(exist_ok=True)
    _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(root / "run"))
    _mount("-t", "proc", "proc", str(root / "proc"))
    _mount("--rbind", "/dev", str(root / "dev"))
    _mount("--rbind", "/sys", str(root / "sys"))


def _bring_this_program(root: Path, directory: str) -> None:
    """Copy what this program runs from where it is on a file system of its own, which an overlay over the parent leaves out."""
    for needed in sorted({sys.base_prefix, sys.prefix, *sys.path, directory}):
        path = Path(needed).absolute()
        copy = root / path.relative_to("/")
        below_the_top = len(path.parts) > 2
        if below_the_top and os.access(path, os.R_OK | os.X_OK) and path.is_dir() and _names(path) != _names(copy):
            _copy(path, copy)


def _names(directory: Path) -> set[str]:
    return {entry.name for entry in directory.iterdir()} if directory.is_dir() else set()


def _in_user_namespace() -> bool:
    """Whether root here is an ordinary user outside: the map of the first namespace spans all numbers."""
    return Path("/proc/self/uid_map").read_text(encoding="ascii").split() != ["0", "0", "4294967295"]


def _try_mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)
