"""Promise: the SSM Agent's package is installed, in the version that the settings want, signed by AWS."""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import urlsplit

from agent_bootstrap.aws import objects, packages, signing_keys, versions
from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import s3
from agent_bootstrap.model.settings import Settings

CHANNELS = ("latest", "stable")


@dataclasses.dataclass(frozen=True)
class Package:
    """The package amazon-ssm-agent."""

    settings: Settings
    name: str = "ssm_agent.package"
    promise: str = "the SSM Agent's package is installed"

    @property
    def needs(self) -> tuple[str, ...]:
        """The bucket that the package comes from, and a server that can take it."""
        return ("server.room", "server.mounts", f"network.serves_objects/{objects.ssm_agent_bucket(self.settings)}")

    def check(self, host: Host) -> Finding:
        """Compare what is installed with what is wanted."""
        installed, wanted = host.packages.version(packages.SSM_AGENT), self._wanted(host)
        if installed is None:
            return Finding.drifted(f"version {wanted} of the SSM Agent is to be installed", wanted=wanted)
        if not self._satisfied(installed, wanted):
            return Finding.drifted(
                f"version {installed} of the SSM Agent is to become {wanted}", installed=installed, wanted=wanted
            )
        return Finding.ok(f"version {installed} is installed", installed=installed)

    def apply(self, host: Host) -> None:
        """Bring the package from S3, verify and install it."""
        host.installer.install(
            packages.ssm_agent(self._wanted(host), host.facts.platform(), self.settings),
            trusted=(*signing_keys.SSM_AGENT, *self.settings.ssm_agent.trusted_keys),
        )

    def _wanted(self, host: Host) -> str:
        version = self.settings.ssm_agent.version
        if version in CHANNELS:
            return _version(host, packages.ssm_agent_version(version, self.settings))
        return version

    def _satisfied(self, installed: str, wanted: str) -> bool:
        """A channel is a minimum, for Regions lag behind one another; an exact version is exact."""
        if self.settings.ssm_agent.version in CHANNELS:
            return versions.numbers(installed) >= versions.numbers(wanted)
        return versions.numbers(installed) == versions.numbers(wanted)


def _version(host: Host, wanted: S3Object) -> str:
    """The version that a VERSION file holds. A portal's page with status 200 holds none."""
    text = host.downloads.text(wanted).strip()
    if not re.fullmatch(r"\d+(\.\d+){3}", text):
        address = urlsplit(wanted.addresses[0])
        raise s3.UNEXPECTED_ANSWER.error(
            f"instead of a version it says: {text[:80]}", host=address.hostname, bucket=wanted.bucket, key=wanted.key
        )
    return text
