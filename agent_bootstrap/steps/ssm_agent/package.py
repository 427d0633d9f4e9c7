"""Promise: the SSM Agent is installed once, in the version that the settings want, signed by AWS; a snap is adopted as it is."""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import urlsplit

from agent_bootstrap.aws import objects, packages, versions
from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.diagnosis import signing_keys
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import package as problems
from agent_bootstrap.model.problems import s3
from agent_bootstrap.model.settings import Settings


@component
class Package:
    """The package amazon-ssm-agent."""

    settings: Settings
    asks_source: bool = True
    """Whether the source is asked what is behind `latest` and `stable`; without that, any version will do."""
    needs: tuple[str, ...] = ("ssm_agent.identity",)
    name: str = "ssm_agent.package"
    promise: str = "the SSM Agent's package is installed"

    @property
    def needs_to_keep(self) -> tuple[str, ...]:
        """The bucket that the package comes from, and a server that can take it."""
        return ("server.room", "server.mounts", f"network.serves_objects/{objects.ssm_agent_bucket(self.settings)}")

    def check(self, host: Host) -> Finding:
        """Compare what is installed with what is wanted."""
        installed = host.packages.version(packages.SSM_AGENT)
        if host.packages.ssm_agent_flavour().is_snap:
            return _adopted(host.packages.snap_version() or "of its own", installed)
        halfway = host.packages.halfway(packages.SSM_AGENT)
        if halfway:
            return Finding.drifted(f"the SSM Agent's package is {halfway} and is to be repaired", state=halfway)
        if installed is None:
            wanted = self._wanted(host)
            return Finding.drifted(f"version {wanted} of the SSM Agent is to be installed", wanted=wanted)
        try:
            wanted = self._wanted(host) if self._pinned or self.asks_source else installed
        except ProblemFoundError:
            # What is wrong with the source is told by the promise about it. What is installed does not need it.
            return Finding.ok(
                f"version {installed} is installed; its source does not say which is the newest", installed=installed
            )
        if not self._satisfied(installed, wanted):
            return Finding.drifted(
                f"version {installed} of the SSM Agent is to become {wanted}", installed=installed, wanted=wanted
            )
        return Finding.ok(f"version {installed} is installed", installed=installed)

    def apply(self, host: Host) -> None:
        """Let dpkg finish what it began; and where that is not enough, bring the package, verify and install it."""
        if host.packages.halfway(packages.SSM_AGENT) and host.packages.configure(packages.SSM_AGENT):
            installed = host.packages.version(packages.SSM_AGENT)
            if installed and self._satisfied(installed, self._wanted(host)):
                return
        wanted = self._wanted(host)
        host.installer.install(
            self._package(host, wanted),
            trusted=tuple(signing_keys.trusted(packages.SSM_AGENT, self.settings)),
            version=wanted,
        )

    @property
    def _pinned(self) -> bool:
        return self.settings.ssm_agent.version not in packages.CHANNELS

    def _wanted(self, host: Host) -> str:
        """The exact version. In a directory the package itself says which it is; nothing else there can tell."""
        version = self.settings.ssm_agent.version
        if self._pinned:
            return version
        package = self._package(host, version)
        if package.in_directory:
            inside = host.packages.inside(host.downloads.head(package).address)
            return inside[0] if inside else version
        return _version(host, packages.ssm_agent_version(version, self.settings))

    def _package(self, host: Host, version: str) -> S3Object:
        channel = self.settings.ssm_agent.version
        of_channel = channel in packages.CHANNELS and self.settings.ssm_agent.source.startswith("/")
        return packages.ssm_agent(channel if of_channel else version, host.facts.platform(), self.settings)

    def _satisfied(self, installed: str, wanted: str) -> bool:
        """A channel is a minimum, for Regions lag behind one another; an exact version is exact."""
        if self.settings.ssm_agent.version in packages.CHANNELS:
            return versions.numbers(installed) >= versions.numbers(wanted)
        return versions.numbers(installed) == versions.numbers(wanted)


def _adopted(snap: str, package: Optional[str]) -> Finding:
    """The snap is snapd's to keep up to date, so any version of it will do; but there must be no second agent beside it."""
    if package:
        return Finding.of(problems.SSM_AGENT_TWICE.found(snap=snap, package=package))
    return Finding.ok(f"version {snap} is installed, as a snap that snapd keeps", installed=snap, snap=True)


def _version(host: Host, wanted: S3Object) -> str:
    """The version that a VERSION file holds. A portal's page with status 200 holds none."""
    text = host.downloads.text(wanted).strip()
    if not re.fullmatch(r"\d+(\.\d+){3}", text):
        address = urlsplit(wanted.addresses[0])
        raise s3.UNEXPECTED_ANSWER.error(
            f"instead of a version it says: {text[:80]}",
            host=address.hostname,
            bucket=wanted.bucket,
            key=wanted.key,
            url=wanted.addresses[0],
        )
    return text
