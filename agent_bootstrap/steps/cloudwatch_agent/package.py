"""Promise: the CloudWatch agent's package is installed, in the version that the settings want, signed by AWS; or is waited for."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import objects, packages, versions
from agent_bootstrap.diagnosis import signing_keys
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import package as problems
from agent_bootstrap.model.settings import Settings


@component
class Package:
    """The package amazon-cloudwatch-agent."""

    settings: Settings
    needs: tuple[str, ...] = ()
    name: str = "cloudwatch_agent.package"
    promise: str = "the CloudWatch agent's package is installed"

    @property
    def needs_to_keep(self) -> tuple[str, ...]:
        """The bucket that the package comes from, and a server that can take it."""
        bucket = objects.cloudwatch_agent_bucket(self.settings)
        return ("server.room", "server.mounts", f"network.serves_objects/{bucket}")

    def check(self, host: Host) -> Finding:
        """Compare what is installed with what is wanted. AWS publishes no version behind `latest`, so any will do then."""
        halfway = host.packages.halfway(packages.CLOUDWATCH_AGENT)
        if halfway:
            return Finding.drifted(f"the CloudWatch agent's package is {halfway} and is to be repaired", state=halfway)
        installed, wanted = host.packages.version(packages.CLOUDWATCH_AGENT), self._exact()
        if installed is None and self._waits():
            return Finding.of(problems.CLOUDWATCH_AGENT_AWAITED.found("the package manager does not know the package"))
        if installed is None:
            which = f"version {wanted}" if wanted else "the latest version"
            return Finding.drifted(f"{which} of the CloudWatch agent is to be installed", wanted=wanted or "latest")
        if wanted and not versions.same(installed, wanted):
            return Finding.drifted(
                f"version {installed} of the CloudWatch agent is to become {wanted}", installed=installed, wanted=wanted
            )
        return Finding.ok(f"version {installed} is installed", installed=installed)

    def apply(self, host: Host) -> None:
        """Let dpkg finish what it began; else bring the package, verify and install it, unless that is Systems Manager's."""
        if host.packages.halfway(packages.CLOUDWATCH_AGENT) and host.packages.configure(packages.CLOUDWATCH_AGENT):
            installed = host.packages.version(packages.CLOUDWATCH_AGENT)
            if installed and versions.same(installed, self._exact() or installed):
                return
        if self._waits():
            raise problems.CLOUDWATCH_AGENT_AWAITED.error("dpkg could not finish what an installation had begun")
        version = self.settings.cloudwatch_agent.version
        host.installer.install(
            packages.cloudwatch_agent(version, host.facts.platform(), self.settings),
            keys=self._keys(host),
            trusted=tuple(signing_keys.trusted(packages.CLOUDWATCH_AGENT, self.settings)),
            version=self._exact(),
        )

    def _keys(self, host: Host) -> tuple[str, ...]:
        """The key comes from the same bucket; the fingerprint does not. A copy may lack it: then keys.d must have it."""
        try:
            return (host.downloads.text(packages.cloudwatch_agent_key(self.settings)),)
        except ProblemFoundError as error:
            if error.problem.code != problems.SOURCE_NO_SUCH_FILE.code:
                raise
            return ()

    def _waits(self) -> bool:
        return self.settings.cloudwatch_agent.install == "wait"

    def _exact(self) -> Optional[str]:
        """The one version that will do; None if any does."""
        wanted = self.settings.cloudwatch_agent.version
        return None if self._waits() or wanted == "latest" else wanted
