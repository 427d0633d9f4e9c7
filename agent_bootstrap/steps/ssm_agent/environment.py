"""Promise: the SSM Agent's service has the environment for this network, and shares its credentials where they are looked for."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import agent_environment, cloudwatch_agent
from agent_bootstrap.aws.ssm_agent_configuration import keyless
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import Settings

_MODE = 0o644
"""As systemd's own files: nothing secret is in it."""

_CREDENTIALS_MODE = 0o600
_DIRECTORY_MODE = 0o700
"""Root's alone, until the CloudWatch agent's package has made the group that may read them."""


@component
class Environment:
    """The drop-in of the agent's unit."""

    settings: Settings
    needs: tuple[str, ...] = ("ssm_agent.package",)
    needs_to_keep: tuple[str, ...] = ()
    name: str = "ssm_agent.environment"
    promise: str = "the SSM Agent's service has the environment for this network"

    def check(self, host: Host) -> Finding:
        """Compare the drop-in with the settings, and with what systemd has read."""
        self._need_certificates(host)
        path, wanted = _path(host), self._text()
        if host.files.read(path) != wanted:
            return Finding.drifted(f"{path} is to be {'written' if wanted else 'removed'}", wanted=self._variables())
        if keyless(self.settings) and not host.files.exists(cloudwatch_agent.CREDENTIALS):
            return Finding.drifted(f"{cloudwatch_agent.CREDENTIALS} is to be made, for the SSM Agent to fill")
        if host.units.needs_reload(_unit(host)):
            return Finding.drifted(f"systemd is to read {path}")
        return Finding.ok("the SSM Agent's service has its environment", **self._variables())

    def apply(self, host: Host) -> None:
        """Write or remove the one file that is ours, and let systemd read it."""
        if keyless(self.settings) and not host.files.exists(cloudwatch_agent.CREDENTIALS):
            # The agent rewrites this file in place: who may read it stays as it is made.
            host.files.make_directory(cloudwatch_agent.CREDENTIALS_DIRECTORY, mode=_DIRECTORY_MODE)
            host.files.write(cloudwatch_agent.CREDENTIALS, "", mode=_CREDENTIALS_MODE)
        path, wanted = _path(host), self._text()
        if wanted is None:
            host.files.remove(path)
        elif host.files.read(path) != wanted:
            host.files.write(path, wanted, mode=_MODE)
        host.units.reload()

    def _variables(self) -> dict[str, str]:
        return agent_environment.ssm_agent_variables(self.settings)

    def _text(self) -> Optional[str]:
        variables = self._variables()
        return agent_environment.drop_in(variables) if variables else None

    def _need_certificates(self, host: Host) -> None:
        path = self.settings.network.ca_file
        if path and not host.files.exists(path):
            raise agent_files.FILE_ABSENT.error(path=path, setting="network.ca_file")


def _unit(host: Host) -> str:
    return host.packages.ssm_agent_flavour().unit


def _path(host: Host) -> str:
    return f"{agent_environment.drop_ins(_unit(host))}/{agent_environment.DROP_IN}"
