"""Promise: there is room for the agents: for their packages until they are installed, and then to live on."""

from __future__ import annotations

import dataclasses
from typing import Iterator, Mapping, Sequence

from agent_bootstrap.host import Host
from agent_bootstrap.host.mounts import Room as Left
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import server
from agent_bootstrap.model.value_object import value_object

MEGABYTE = 1_000_000


@value_object
class _Size:
    """What one package takes, in MB."""

    packed: int
    unpacked: int
    below: str
    """Where nearly all of it goes."""


_SIZES: Mapping[str, _Size] = {
    # 29.8 MB and about 112 MB were seen of the real package.
    "amazon-ssm-agent": _Size(packed=30, unpacked=112, below="/usr"),
    # AWS names no size: the package has about 150 MB, and Go programs pack to a third.
    "amazon-cloudwatch-agent": _Size(packed=150, unpacked=450, below="/opt/aws"),
}

_CACHE = "/var/cache/agent-bootstrap"

_LIVED_ON = ("/var/lib/amazon", "/var/log", "/opt/aws", "/tmp")  # noqa: S108 - looked at, not written to

_TO_LIVE_ON = 32
"""MB. The SSM Agent's log grows to 30 MB before it is rotated (seelog.xml), and its commands' outputs come beside it."""

_FILES = 1000
"""A package brings some dozens, and each command of Run Command leaves about ten until its retention is over."""


@component
class Room:
    """Free space and free inodes, file system by file system."""

    packages: tuple[str, ...]
    """Names of those that shall be installed."""
    name: str = "server.room"
    promise: str = "there is room for the agents"
    needs: tuple[str, ...] = ("server.tools",)

    def check(self, host: Host) -> Finding:
        """Ask each file system what is left of it; paths that lie on one file system share it."""
        missing = [package for package in self.packages if not host.packages.present(package)]
        shares: dict[str, _Share] = {}
        for path, megabytes in _demands(missing).items():
            mount = host.mounts.of(path)
            share = shares.setdefault(mount.device, _Share(mount.point, host.mounts.room(path)))
            shares[mount.device] = share.with_path(path, megabytes)
        problem = next((problem for share in shares.values() for problem in share.problems()), None)
        if problem:
            return Finding.of(problem)
        free = {share.point: share.left.bytes // MEGABYTE for share in shares.values()}
        return Finding.ok(f"there is room for the agents on {', '.join(free)}", free_megabytes=free)


@value_object
class _Share:
    """One file system, and what must fit onto it."""

    point: str
    left: Left
    paths: tuple[str, ...] = ()
    needed: int = _TO_LIVE_ON

    def with_path(self, path: str, megabytes: int) -> _Share:
        """The same with one path more that lies on it."""
        return dataclasses.replace(self, paths=(*self.paths, path), needed=self.needed + megabytes)

    def problems(self) -> Iterator[Problem]:
        """What is short on it."""
        told = f"what lies there: {', '.join(self.paths)}"
        if self.left.bytes < self.needed * MEGABYTE:
            free = self.left.bytes // MEGABYTE
            yield server.DISK_FULL.found(told, point=self.point, free=free, needed=self.needed)
        if self.left.files is not None and self.left.files < _FILES:
            yield server.INODES_EXHAUSTED.found(told, point=self.point, free=self.left.files, needed=_FILES)


def _demands(missing: Sequence[str]) -> Mapping[str, int]:
    """Path -> MB that the missing packages take below it, beside what is lived on. They are brought one after the other."""
    demands = dict.fromkeys(_LIVED_ON, 0)
    for size in (_SIZES[package] for package in missing):
        demands[size.below] = demands.get(size.below, 0) + size.unpacked
        demands[_CACHE] = max(demands.get(_CACHE, 0), size.packed)
    return demands
