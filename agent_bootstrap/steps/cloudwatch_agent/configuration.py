"""Promise: the CloudWatch agent has taken over the JSON configuration that the settings name."""

from __future__ import annotations

import copy
import dataclasses
import json
from typing import Any

from agent_bootstrap.aws import cloudwatch_agent, endpoints
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import Settings

MASTER = "/var/lib/agent-bootstrap/cloudwatch-agent.json"
"""The copy that lives with us: `fetch-config` deletes the one in the agent's own directory."""

_SECTIONS = {"metrics": "monitoring", "logs": "logs"}
"""Section of the configuration -> service to which it sends."""

FETCH_SECONDS = 90.0
"""How long `fetch-config` may take: it asks 169.254.169.254 and Azure's metadata first, which takes 20 s where they are black-holed."""


@dataclasses.dataclass(frozen=True)
class Configuration:
    """The agent's JSON configuration."""

    settings: Settings
    needs: tuple[str, ...] = ("cloudwatch_agent.common_configuration", "cloudwatch_agent.credentials")
    name: str = "cloudwatch_agent.configuration"
    promise: str = "the CloudWatch agent is configured"

    def check(self, host: Host) -> Finding:
        """Compare what the agent took over last with what is wanted now."""
        wanted = self._wanted(host)
        applied = cloudwatch_agent.applied_name(MASTER)
        if host.files.read(applied) != wanted or not host.files.exists(cloudwatch_agent.TOML):
            return Finding.drifted("the CloudWatch agent is to take over its configuration", source=self._source())
        return Finding.ok(f"the CloudWatch agent has the configuration of {self._source()}", applied=applied)

    def apply(self, host: Host) -> None:
        """Hand the configuration to the agent's control script. Only these four options: it misreads others silently."""
        host.files.write(MASTER, self._wanted(host), mode=0o644)
        outcome = host.commands.run(
            cloudwatch_agent.CONTROL, "-a", "fetch-config", "-m", "onPremise", "-c", f"file:{MASTER}",
            seconds=FETCH_SECONDS,
        )  # fmt: skip
        if outcome.exit_code != 0:
            raise agent_files.CONFIGURATION_REFUSED.error(outcome.words)

    def _source(self) -> str:
        return self.settings.cloudwatch_agent.configuration_file or "agent-bootstrap's defaults"

    def _wanted(self, host: Host) -> str:
        path = self.settings.cloudwatch_agent.configuration_file
        if path is None:
            return json.dumps(self._default(), indent=2) + "\n"
        text = host.files.read(path)
        if text is None:
            raise agent_files.FILE_ABSENT.error(path=path, setting="cloudwatch_agent.configuration_file")
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            raise agent_files.FILE_BROKEN.error(
                str(error), path=path, line=error.lineno, language="JSON", reason=error.msg
            ) from error
        return _with_overrides(text, values, self.settings)

    def _default(self) -> dict[str, Any]:
        """Memory and disk use, as the agent's own default has them; the Region and endpoint so that it finds its way."""
        metrics: dict[str, Any] = {
            "metrics_collected": {
                "mem": {"measurement": ["mem_used_percent"]},
                "disk": {"measurement": ["used_percent"], "resources": ["*"]},
            }
        }
        agent = {"region": self.settings.region, "metrics_collection_interval": 60, "run_as_user": "root"}
        return {"agent": agent, "metrics": {**metrics, **_override("monitoring", self.settings)}}


def _with_overrides(text: str, values: Any, settings: Settings) -> str:
    """The person's own text, with the endpoints that its sections do not name; to the byte where there are none to add."""
    completed = copy.deepcopy(values)
    for section, service in _SECTIONS.items():
        there = completed.get(section) if isinstance(completed, dict) else None
        if isinstance(there, dict):
            completed[section] = {**_override(service, settings), **there}
    return text if completed == values else json.dumps(completed, indent=2) + "\n"


def _override(service: str, settings: Settings) -> dict[str, str]:
    """What tells a section of the endpoint that the agent would not take by itself."""
    chosen = endpoints.chosen_name(service, settings)
    return {"endpoint_override": f"https://{chosen}"} if chosen else {}
