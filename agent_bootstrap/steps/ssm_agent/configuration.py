"""Promise: amazon-ssm-agent.json says what this closed network needs; whatever else stands in it is kept."""

from __future__ import annotations

import json
from typing import Any

from agent_bootstrap.aws import owned_keys, packages, ssm_agent, ssm_agent_configuration
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import Settings

WRITTEN = "/var/lib/agent-bootstrap/ssm-agent-configuration.json"
"""What we wrote into the file: so a key that the settings want no more can be told from somebody else's."""

_NEW_FILE_MODE = 0o600
"""As AWS's own ssm-setup-cli makes it."""


@component
class Configuration:
    """The agent's configuration file."""

    settings: Settings
    needs: tuple[str, ...] = ("ssm_agent.package",)
    needs_to_keep: tuple[str, ...] = ()
    name: str = "ssm_agent.configuration"
    promise: str = "the SSM Agent is configured for this network"

    def check(self, host: Host) -> Finding:
        """Compare our keys with those in the file, and with those that we wrote."""
        present, written = _read(host), _written(host)
        ours = self._ours(host, present)
        if present != owned_keys.merged(present, ours, written):
            return Finding.drifted(f"{ssm_agent.CONFIGURATION} is to be written", wanted=ours)
        if written != ours:
            return Finding.drifted(f"{WRITTEN} is to be written", wanted=ours)
        return Finding.ok(f"{ssm_agent.CONFIGURATION} is as wanted")

    def apply(self, host: Host) -> None:
        """Merge our keys into the file. What is ours is noted first, so that a run that is killed here loses track of no key."""
        path, present, written = ssm_agent.CONFIGURATION, _read(host), _written(host)
        ours = self._ours(host, present)
        wanted = owned_keys.merged(present, ours, written)
        host.files.write(WRITTEN, owned_keys.note(owned_keys.united(ours, written)), mode=_NEW_FILE_MODE)
        if present != wanted:
            mode = host.files.mode(path) if host.files.exists(path) else _NEW_FILE_MODE
            host.files.write(path, _json(wanted), mode=mode)
        host.files.write(WRITTEN, owned_keys.note(ours), mode=_NEW_FILE_MODE)

    def _ours(self, host: Host, present: dict[str, Any]) -> dict[str, dict[str, Any]]:
        return ssm_agent_configuration.wanted(self.settings, host.packages.version(packages.SSM_AGENT), present)


def _read(host: Host) -> dict[str, Any]:
    """The file's sections. With a broken file `-register` goes to the public endpoint, so nothing may go on from here."""
    path = ssm_agent.CONFIGURATION
    text = host.files.read(path)
    try:
        values = json.loads(text) if text is not None else {}
    except json.JSONDecodeError as error:
        raise agent_files.FILE_BROKEN.error(
            str(error), path=path, line=error.lineno, language="JSON", reason=error.msg
        ) from error
    if not isinstance(values, dict):
        raise agent_files.FILE_BROKEN.error(path=path, line=1, language="JSON", reason="it is not an object")
    return values


def _written(host: Host) -> dict[str, Any]:
    return owned_keys.noted(host.files.read(WRITTEN))


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, indent=4) + "\n"
