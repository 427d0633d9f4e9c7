"""Proxy variables on this server: those that reach an agent, and those that people see and no agent does."""

from __future__ import annotations

from typing import Iterator, Optional

from agent_bootstrap.aws import cloudwatch_agent, ssm_agent
from agent_bootstrap.diagnosis import proxy_variables
from agent_bootstrap.diagnosis.proxy_variables import EnvironmentFile, Variable
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.component import component

_SNAP_UNIT = "snap.amazon-ssm-agent.amazon-ssm-agent.service"
"""The SSM Agent's unit where it was installed as a snap."""

_UNIT_DIRECTORIES = ("/usr/lib/systemd/system", "/lib/systemd/system", "/run/systemd/system", "/etc/systemd/system")
"""Where units and their drop-ins lie (systemd.unit(5)); of two files with one name the later place's counts."""

_MANAGER = "/etc/systemd/system.conf"
"""DefaultEnvironment= in it, or in a file of its drop-in directory, is for all services."""

_LOGINS = "/etc/environment"
"""pam_env(8) reads it for logins. systemd gives it to no service."""


@component
class Proxies:
    """Reads the variables from where they are set."""

    files: Files
    facts: Facts

    def of_ssm_agent(self) -> tuple[Variable, ...]:
        """What the SSM Agent gets, the later the stronger: of its unit's environment alone."""
        of_units = (*self._of_manager(), *self._of_unit(ssm_agent.UNIT), *self._of_unit(_SNAP_UNIT))
        return proxy_variables.proxies_only(of_units)

    def of_cloudwatch_agent(self) -> tuple[Variable, ...]:
        """What the CloudWatch agent gets: of common-config.toml, and of its unit's environment what that leaves open."""
        path = cloudwatch_agent.COMMON_CONFIGURATION
        own = tuple(proxy_variables.of_common_configuration(self.files.read(path) or "", path))
        settled = {variable.name for variable in own if variable.value}
        of_unit = proxy_variables.proxies_only((*self._of_manager(), *self._of_unit(cloudwatch_agent.UNIT)))
        return (*(variable for variable in of_unit if variable.name.lower() not in settled), *own)

    def unheeded(self) -> tuple[Variable, ...]:
        """What logins and this program get, which people take for the server's settings."""
        of_logins = proxy_variables.of_environment_file(self.files.read(_LOGINS) or "", _LOGINS)
        own = (Variable(*item, "the environment of agent-bootstrap") for item in self.facts.environment().items())
        return proxy_variables.proxies_only((*of_logins, *own))

    def _of_manager(self) -> Iterator[Variable]:
        """What systemd gives to every service, and no unit can forget."""
        for path in self._configurations(_MANAGER, (_MANAGER.rpartition("/")[0],)):
            found = proxy_variables.of_unit(self._text(path), path, "DefaultEnvironment")
            yield from (item for item in found if isinstance(item, Variable))

    def _of_unit(self, unit: str) -> tuple[Variable, ...]:
        """The variables of a service: those of the unit and its drop-ins, then those of environment files."""
        variables: list[Variable] = []
        from_files: list[Variable] = []
        for path in self._configurations(unit, _UNIT_DIRECTORIES):
            for item in proxy_variables.of_unit(self._text(path), path):
                if item is None:
                    variables.clear()
                elif isinstance(item, EnvironmentFile):
                    from_files += proxy_variables.of_environment_file(self._text(item.path), item.path)
                else:
                    variables.append(item)
        return (*variables, *from_files)

    def _configurations(self, name: str, directories: tuple[str, ...]) -> Iterator[str]:
        """The file of this name that counts, then its drop-ins in the order of their names."""
        bare = name.rpartition("/")[2]
        whole = [path for path in (f"{directory}/{bare}" for directory in directories) if self.files.exists(path)]
        yield from whole[-1:]
        drop_ins: dict[str, str] = {}
        for directory in directories:
            for entry in self.files.names(f"{directory}/{bare}.d"):
                if entry.endswith(".conf"):
                    drop_ins[entry] = f"{directory}/{bare}.d/{entry}"
        yield from (drop_ins[entry] for entry in sorted(drop_ins))

    def _text(self, path: str) -> str:
        text: Optional[str] = self.files.read(path)
        return text or ""
