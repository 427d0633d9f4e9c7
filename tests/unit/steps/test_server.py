"""Checks of the server itself, on a host whose file systems a test chooses."""

from __future__ import annotations

import dataclasses
from typing import Mapping, Optional

import pytest

from agent_bootstrap.host import Host
from agent_bootstrap.host.commands import Commands
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.mounts import Mount, Mounts, Room
from agent_bootstrap.host.package_lock import PackageLock
from agent_bootstrap.host.packages import Packages
from agent_bootstrap.host.processes import Processes
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.platform import Platform
from agent_bootstrap.steps import server

BOTH = ("amazon-ssm-agent", "amazon-cloudwatch-agent")
MEGABYTE = 1_000_000


class Debian(Facts):
    def platform(self) -> Platform:
        return Platform("debian", "12", "deb", "amd64")


@component
class Installed(Packages):
    names: tuple[str, ...] = ()

    def version(self, name: str) -> Optional[str]:
        return "1.0" if name in self.names else None


@component
class Disks(Mounts):
    """Mount point -> options and room; the last that begins a path holds it."""

    points: Mapping[str, tuple[str, Room]] = dataclasses.field(default_factory=dict)

    def of(self, path: str) -> Mount:
        point = [point for point in self.points if path.startswith(point)][-1]
        return Mount(point, point, frozenset(self.points[point][0].split(",")))

    def room(self, path: str) -> Room:
        return self.points[self.of(path).point][1]


def on(host: Host, disks: Mapping[str, tuple[str, int]], *installed: str, files: Optional[int] = 10**6) -> Host:
    points = {point: (options, Room(megabytes * MEGABYTE, files)) for point, (options, megabytes) in disks.items()}
    facts = Debian()
    packages = Installed(Commands(), facts, Files(), PackageLock(Files(), Processes()), installed)
    return dataclasses.replace(host, facts=facts, packages=packages, mounts=Disks(points=points))


def said(finding: Finding) -> tuple[Status, Optional[str]]:
    return finding.status, finding.problem.code if finding.problem else None


OK = (Status.OK, None)


@pytest.mark.parametrize(
    ("disks", "installed", "code"),
    [
        ({"/": ("rw", 800)}, (), None),
        ({"/": ("rw", 743)}, (), "disk-full"),  # 32 + 112 + 450 + 150: all on one file system
        ({"/": ("rw", 744)}, (), None),
        ({"/": ("rw", 32)}, BOTH, None),
        ({"/": ("rw", 31)}, BOTH, "disk-full"),
        ({"/": ("rw", 174)}, ("amazon-cloudwatch-agent",), None),  # 32 + 112 + 30
        ({"/": ("rw", 173)}, ("amazon-cloudwatch-agent",), "disk-full"),
        ({"/": ("rw", 800), "/tmp": ("rw", 31)}, BOTH, "disk-full"),
        ({"/": ("rw", 800), "/opt": ("rw", 481)}, (), "disk-full"),
        ({"/": ("rw", 800), "/home": ("rw", 0)}, (), None),
    ],
)
def test_room_is_asked_for_where_it_is_needed(
    host: Host, disks: Mapping[str, tuple[str, int]], installed: tuple[str, ...], code: Optional[str]
) -> None:
    finding = server.Room(BOTH).check(on(host, disks, *installed))
    assert said(finding) == ((Status.FAILED, code) if code else OK)


def test_one_full_file_system_is_told_once_with_all_that_lies_on_it(host: Host) -> None:
    problem = server.Room(BOTH).check(on(host, {"/": ("rw", 800), "/var": ("rw", 3)}, *BOTH)).problem
    assert problem is not None
    assert problem.brief == "/var has 3 MB of free space and 32 MB are needed there"
    assert problem.details == "what lies there: /var/lib/amazon, /var/log"


@pytest.mark.parametrize(("files", "code"), [(999, "inodes-exhausted"), (1000, None), (None, None)])
def test_inodes_may_run_out_and_some_file_systems_have_none(
    host: Host, files: Optional[int], code: Optional[str]
) -> None:
    finding = server.Room(BOTH).check(on(host, {"/": ("rw", 800)}, files=files))
    assert said(finding) == ((Status.FAILED, code) if code else OK)


@pytest.mark.parametrize(
    ("disks", "installed", "code"),
    [
        ({"/": ("rw", 1)}, (), None),
        ({"/": ("rw", 1), "/tmp": ("rw,noexec", 1), "/var/tmp": ("rw,noexec", 1)}, (), None),
        ({"/": ("rw", 1), "/var": ("rw,noexec", 1)}, BOTH, "mount-noexec"),
        ({"/": ("rw", 1), "/opt": ("rw,noexec", 1)}, BOTH, "mount-noexec"),
        ({"/": ("rw", 1), "/var/lib/dpkg": ("rw,noexec", 1)}, (), "mount-noexec"),
        ({"/": ("rw", 1), "/var/lib/dpkg": ("rw,noexec", 1)}, BOTH, None),
        ({"/": ("rw", 1), "/usr": ("ro", 1)}, (), "file-system-read-only"),
        ({"/": ("rw", 1), "/usr": ("ro", 1)}, BOTH, None),
        ({"/": ("rw", 1), "/etc": ("ro", 1)}, BOTH, "file-system-read-only"),
        ({"/": ("rw", 1), "/srv": ("ro,noexec", 1)}, (), None),
    ],
)
def test_only_what_really_breaks_something_is_reported(
    host: Host, disks: Mapping[str, tuple[str, int]], installed: tuple[str, ...], code: Optional[str]
) -> None:
    finding = server.Mounts(BOTH).check(on(host, disks, *installed))
    assert said(finding) == ((Status.STUCK, code) if code else OK)


def test_without_the_cloudwatch_agent_opt_is_nobodys_business(host: Host) -> None:
    there = on(host, {"/": ("rw", 800), "/opt": ("ro,noexec", 800)}, "amazon-ssm-agent")
    assert said(server.Mounts(("amazon-ssm-agent",)).check(there)) == OK


def test_missing_programs_are_named_all_at_once(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Commands.missing.__globals__["_ENVIRONMENT"], "PATH", "/nonexistent")
    finding = server.Tools().check(on(host, {"/": ("rw", 1)}))
    assert said(finding) == (Status.STUCK, "tool-missing")
    assert finding.reason == "not installed on this server: gpgv systemctl dpkg dpkg-query"
