"""A throw-away copy of this machine's file system in a namespace of its own, without a network; what changes in it can be listed."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import subprocess
from pathlib import Path
from typing import Iterator

_ENTER = """
set -e
mount -t tmpfs -o mode=755 tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount -t tmpfs tmpfs "$1/root/run"
echo ready
exec sleep infinity
"""


@dataclasses.dataclass(frozen=True)
class Root:
    """Runs commands in the copy."""

    place: Path
    keeper: int
    """The process whose namespaces they are."""

    @classmethod
    @contextlib.contextmanager
    def opened(cls, place: Path) -> Iterator[Root]:
        """Make the copy; it is gone afterwards."""
        keeper = subprocess.Popen(
            ["unshare", "--mount", "--net", "sh", "-c", _ENTER, "sh", str(place)], stdout=subprocess.PIPE, text=True
        )
        try:
            assert keeper.stdout is not None
            assert keeper.stdout.readline() == "ready\n"
            yield cls(place, keeper.pid)
        finally:
            keeper.kill()
            keeper.wait()

    def run(self, command: str, *, exit_code: int = 0) -> str:
        """Run a shell command, and return what it printed, errors included. It must end with that exit code."""
        done = self._outside("chroot", str(self.place / "root"), "sh", "-c", command)
        assert done.returncode == exit_code, f"{command} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def bring(self, file: Path, target: str = "/root") -> str:
        """Copy a file in, and return its name there."""
        with file.open("rb") as source:
            name = f"{target}/{file.name}"
            writing = ["nsenter", "--target", str(self.keeper), "--mount", "tee", f"{self.place}/root{name}"]
            subprocess.run(writing, check=True, stdin=source, stdout=subprocess.DEVNULL)
        return name

    def changed(self) -> set[str]:
        """The absolute names of everything but directories that differs from the machine, or is gone."""
        listed = self._outside("find", str(self.place / "upper"), "!", "-type", "d", "-printf", "/%P\\n")
        return set(listed.stdout.splitlines())

    def _outside(self, *command: str) -> subprocess.CompletedProcess[str]:
        entering = ["nsenter", "--target", str(self.keeper), "--mount", "--net"]
        if shutil.which("nsenter") is None:
            raise FileNotFoundError("nsenter, of the package util-linux, is not on this machine")
        return subprocess.run(
            [*entering, *command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
        )
