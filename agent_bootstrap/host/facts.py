"""Facts about the host that no run changes: who it is, what runs it, which packages fit it."""

from __future__ import annotations

import os
import platform
import socket
import sys
from pathlib import Path
from typing import Mapping

import distro

from agent_bootstrap.model.platform import Platform
from agent_bootstrap.model.problems import server

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""What the kernel calls a machine -> what packages call it. AWS's agents exist for these on servers."""

_FAMILIES = {
    "debian": "deb",
    "ubuntu": "deb",
    "amzn": "rpm",
    "centos": "rpm",
    "fedora": "rpm",
    "ol": "rpm",
    "rhel": "rpm",
    "sles": "rpm",
    "suse": "rpm",
}
"""ID or ID_LIKE of os-release -> package format."""

_LARGEST_OF_64_BITS = 2**63 - 1
"""`sys.maxsize` of an interpreter with 64 bits. One with fewer runs on a system with fewer, whatever the kernel says."""


class Facts:
    """What the host is."""

    def platform(self) -> Platform:
        """Distribution and architecture. Raises distribution-unsupported or architecture-unsupported."""
        names = [distro.id(), *distro.like().split()]
        family = next((_FAMILIES[name] for name in names if name in _FAMILIES), None)
        if family is None:
            raise server.DISTRIBUTION_UNSUPPORTED.error(
                f"os-release says ID={distro.id()} ID_LIKE={distro.like()}",
                distribution=distro.os_release_attr("pretty_name") or distro.id() or "this system",
            )
        machine = platform.machine()
        architecture = _ARCHITECTURES.get(machine)
        if architecture is None or sys.maxsize < _LARGEST_OF_64_BITS:
            bits = sys.maxsize.bit_length() + 1
            raise server.ARCHITECTURE_UNSUPPORTED.error(
                f"uname says {machine}; this program's interpreter has {bits} bits", architecture=machine
            )
        # `distro.version()` would start lsb_release, which takes longer than all the rest of this file.
        return Platform(distro.id(), distro.os_release_attr("version_id"), family, architecture)

    def summary(self) -> Mapping[str, object]:
        """The host as a report names it."""
        return {
            "name": socket.gethostname(),
            "distribution": distro.name(pretty=True),
            "architecture": platform.machine(),
            "kernel": platform.release(),
        }

    def is_root(self) -> bool:
        """Whether this program may do everything."""
        return os.geteuid() == 0

    def runs_systemd(self) -> bool:
        """Whether systemd is PID 1: sd_booted(3) looks at the same directory."""
        return Path("/run/systemd/system").is_dir()

    def environment(self) -> Mapping[str, str]:
        """The environment of this program."""
        return os.environ
