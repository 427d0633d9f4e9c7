"""Promise: the CloudWatch agent's package is installed, in the version that the settings want, signed by AWS."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.aws import objects, packages, signing_keys
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.settings import Settings


@dataclasses.dataclass(frozen=True)
class Package:
    """The package amazon-cloudwatch-agent."""

    settings: Settings
    name: str = "cloudwatch_agent.package"
    promise: str = "the CloudWatch agent's package is installed"

    @property
    def needs(self) -> tuple[str, ...]:
        """The bucket that the package comes from, and a server that can take it."""
        bucket = objects.cloudwatch_agent_bucket(self.settings)
        return ("server.room", "server.mounts", f"network.serves_objects/{bucket}")

    def check(self, host: Host) -> Finding:
        """Compare what is installed with what is wanted. AWS publishes no version behind `latest`, so any will do then."""
        installed, wanted = host.packages.version(packages.CLOUDWATCH_AGENT), self.settings.cloudwatch_agent.version
        if installed is None:
            which = "the latest version" if wanted == "latest" else f"version {wanted}"
            return Finding.drifted(f"{which} of the CloudWatch agent is to be installed", wanted=wanted)
        if wanted not in ("latest", installed.split("-")[0]):
            return Finding.drifted(
                f"version {installed} of the CloudWatch agent is to become {wanted}", installed=installed, wanted=wanted
            )
        return Finding.ok(f"version {installed} is installed", installed=installed)

    def apply(self, host: Host) -> None:
        """Bring the package from S3, verify and install it. Its key comes from the same bucket; the fingerprint does not."""
        wanted, key = self.settings.cloudwatch_agent, packages.cloudwatch_agent_key(self.settings)
        host.installer.install(
            packages.cloudwatch_agent(wanted.version, host.facts.platform(), self.settings),
            keys=(host.downloads.text(key),),
            trusted=(*signing_keys.CLOUDWATCH_AGENT, *wanted.trusted_keys),
        )
