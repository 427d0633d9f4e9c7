"""Promise: a request for a WebSocket reaches ssmmessages, on each of its addresses."""

from __future__ import annotations

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding


@component
class OpensWebSockets:
    """The way to ssmmessages, for more than plain requests."""

    endpoint: Endpoint
    name: str = "network.opens_websockets"

    @property
    def promise(self) -> str:
        """The promise, as a sentence."""
        return f"{self.endpoint.hostnames[0]} takes WebSockets"

    @property
    def needs(self) -> tuple[str, ...]:
        """A way for plain requests."""
        return (f"network.reaches/{self.endpoint.service}",)

    def check(self, host: Host) -> Finding:
        """Ask without credentials: that AWS itself refuses is the proof that it was reached."""
        name, addresses = host.resolver.first(self.endpoint.hostnames)
        answers = host.connections.upgrades(name, addresses, ssm_agent.CHANNEL_OF_NOBODY)
        statuses = {address: answer.status for address, answer in answers.items()}
        return Finding.ok(f"{name} takes requests for WebSockets", hostname=name, http_statuses=statuses)
