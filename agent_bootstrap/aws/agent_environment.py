"""What the agents must be told of proxies, trust and credentials, and the drop-in that tells it to the SSM Agent's unit."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.aws import cloudwatch_agent, endpoints, services
from agent_bootstrap.aws.ssm_agent_configuration import keyless
from agent_bootstrap.model.settings import Settings

DROP_IN = "50-agent-bootstrap.conf"

METADATA = ("169.254.169.254", "169.254.170.2")
"""EC2's and ECS's metadata: the agents would ask a proxy for them, and believe what it answers."""


def drop_ins(unit: str) -> str:
    """The directory of a unit's drop-ins that are the administrator's."""
    return f"/etc/systemd/system/{unit}.d"


def ssm_agent_variables(settings: Settings) -> dict[str, str]:
    """Variables of the SSM Agent's service: on Linux it takes proxy, trust and the place of its credentials from nowhere else."""
    found = proxy_variables(settings)
    if settings.network.ca_file:
        # AWS_CA_BUNDLE would not do: half of the agent's clients pass over it, registration among them.
        found["SSL_CERT_FILE"] = settings.network.ca_file
    if keyless(settings):
        found["AWS_SHARED_CREDENTIALS_FILE"] = cloudwatch_agent.CREDENTIALS
    return found


def proxy_variables(settings: Settings) -> dict[str, str]:
    """The proxy, and what both agents go to past it; empty without a proxy."""
    proxy = settings.network.proxy
    if proxy is None:
        return {}
    return {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": ",".join(exceptions(settings))}


def exceptions(settings: Settings) -> tuple[str, ...]:
    """Names and addresses past the proxy: the settings', or else everything that has an endpoint in the VPC."""
    if settings.network.no_proxy:
        return settings.network.no_proxy
    names = (endpoints.endpoint(service, settings).hostnames[-1] for service in services.looked_at(settings))
    return (*names, *METADATA)


def drop_in(variables: Mapping[str, str]) -> str:
    """The text of the drop-in."""
    lines = [f'Environment="{name}={_escaped(value)}"\n' for name, value in variables.items()]
    return "# agent-bootstrap writes this file, from the section [network] of its settings.\n[Service]\n" + "".join(
        lines
    )


def _escaped(value: str) -> str:
    """As systemd reads it: a percent sign begins a specifier, a backslash an escape."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
