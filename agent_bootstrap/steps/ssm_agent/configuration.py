"""Promise: amazon-ssm-agent.json says what this closed network needs; whatever else stands in it is kept."""

from __future__ import annotations

import copy
import dataclasses
import json
from typing import Any

from agent_bootstrap.aws import cloudwatch_agent, endpoints, ssm_agent
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import DUAL_STACK, Settings

_SECTIONS = {
    "ssm": "Ssm", "ssmmessages": "Mgs", "ec2messages": "Mds", "s3": "S3", "kms": "Kms", "logs": "CloudWatchLogs",
}  # fmt: skip
"""Service -> section of the file whose `Endpoint` it is. Agents before 3.3.2958 pass over the last (amazon-ecs-agent 4755)."""

_NEW_FILE_MODE = 0o600
"""As AWS's own ssm-setup-cli makes it."""


@dataclasses.dataclass(frozen=True)
class Configuration:
    """The agent's configuration file."""

    settings: Settings
    needs: tuple[str, ...] = ("ssm_agent.package",)
    name: str = "ssm_agent.configuration"
    promise: str = "the SSM Agent is configured for this network"

    def check(self, host: Host) -> Finding:
        """Compare our keys with those in the file."""
        present = _read(host)
        wanted = _merged(present, self._ours())
        if present != wanted:
            return Finding.drifted(f"{ssm_agent.CONFIGURATION} is to be written", wanted=self._ours())
        return Finding.ok(f"{ssm_agent.CONFIGURATION} is as wanted")

    def apply(self, host: Host) -> None:
        """Merge our keys into the file."""
        path = ssm_agent.CONFIGURATION
        mode = host.files.mode(path) if host.files.exists(path) else _NEW_FILE_MODE
        host.files.write(path, json.dumps(_merged(_read(host), self._ours()), indent=4) + "\n", mode=mode)

    def _ours(self) -> dict[str, Any]:
        # Without this the agent asks 169.254.169.254 first, and believes whatever answers there.
        ours: dict[str, Any] = {"Identity": {"ConsumptionOrder": ["OnPrem"]}}
        for service, section in _SECTIONS.items():
            chosen = endpoints.chosen_name(service, self.settings)
            if chosen:
                ours[section] = {"Endpoint": chosen}
        if self.settings.network.names == DUAL_STACK:
            # Agents since 3.3.3270 take it for what has no Endpoint above; older ones pass over it.
            ours["Agent"] = {"UseDualStackEndpoint": True}
        if self.settings.cloudwatch_agent.enabled and self.settings.cloudwatch_agent.credentials.access_key_id is None:
            # The role's keys go where the CloudWatch agent looks, and root's own [default] profile is left alone.
            ours["Profile"] = {"ShareCreds": True, "ShareProfile": cloudwatch_agent.PROFILE}
        return ours


def _read(host: Host) -> dict[str, Any]:
    path = ssm_agent.CONFIGURATION
    text = host.files.read(path)
    try:
        values = json.loads(text) if text is not None else {}
    except json.JSONDecodeError as error:
        # With a broken file `-register` goes to the public endpoint, so nothing may go on from here.
        raise agent_files.FILE_BROKEN.error(
            str(error), path=path, line=error.lineno, language="JSON", reason=error.msg
        ) from error
    if not isinstance(values, dict):
        raise agent_files.FILE_BROKEN.error(path=path, line=1, language="JSON", reason="it is not an object")
    return values


def _merged(present: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    merged = copy.deepcopy(present)
    for section, values in ours.items():
        there = merged.get(section)
        merged[section] = {**(there if isinstance(there, dict) else {}), **values}
    return merged
