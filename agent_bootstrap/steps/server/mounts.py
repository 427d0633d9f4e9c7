"""Promise: the file systems that the agents use are mounted so that they can be written to, and programs run from them."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import packages as names
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import server

_WRITTEN = ("/etc", "/var/lib/amazon", "/var/lib/agent-bootstrap", "/var/log/amazon")

_WRITTEN_TO_INSTALL = ("/usr/bin", "/var/lib", "/var/cache/agent-bootstrap")

_RUN_FROM = ("/var/lib/amazon/ssm",)
"""Run Command writes each script there and executes it (bottlerocket issue 114)."""

_OF_CLOUDWATCH_AGENT = "/opt/aws"
"""Its programs, its configuration and its logs."""

_RUN_FROM_TO_INSTALL = {"deb": ("/var/lib/dpkg",), "rpm": ()}
"""dpkg executes a package's scripts where it keeps them; rpm hands them to a shell, which only reads them."""


@component
class Mounts:
    """The options of mounts."""

    packages: tuple[str, ...]
    """Names of those that shall be installed."""
    name: str = "server.mounts"
    promise: str = "the agents' directories can be written to and run from"
    needs: tuple[str, ...] = ("server.tools",)

    def check(self, host: Host) -> Finding:
        """Look at the mount that holds each directory. What only an installation needs is not asked for after it."""
        installs = any(not host.packages.present(package) for package in self.packages)
        both = (_OF_CLOUDWATCH_AGENT,) if names.CLOUDWATCH_AGENT in self.packages else ()
        written = (*_WRITTEN, *both, *(_WRITTEN_TO_INSTALL if installs else ()))
        run_from = (*_RUN_FROM, *both, *(_RUN_FROM_TO_INSTALL[host.facts.platform().family] if installs else ()))
        problem = _read_only(host, written) or _noexec(host, run_from)
        return Finding.of(problem) if problem else Finding.ok("the agents' directories can be written to and run from")


def _read_only(host: Host, paths: tuple[str, ...]) -> Optional[Problem]:
    for path in paths:
        mount = host.mounts.of(path)
        if "ro" in mount.options:
            return server.FILE_SYSTEM_READ_ONLY.found(_seen(path, mount.options), point=mount.point, path=path)
    return None


def _noexec(host: Host, paths: tuple[str, ...]) -> Optional[Problem]:
    for path in paths:
        mount = host.mounts.of(path)
        if "noexec" in mount.options:
            return server.MOUNT_NOEXEC.found(_seen(path, mount.options), point=mount.point, path=path)
    return None


def _seen(path: str, options: frozenset[str]) -> str:
    telling = sorted(options & {"ro", "rw", "noexec", "nosuid", "nodev"})
    return f"{path} lies on a mount with the options {', '.join(telling)}"
