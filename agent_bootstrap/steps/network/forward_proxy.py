"""Promise: the proxy that the settings name lets the agents through, to ssm and with a WebSocket to ssmmessages."""

from __future__ import annotations

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.diagnosis import proxies
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding


@component
class ForwardProxy:
    """A proxy that is meant."""

    address: str
    ssm: Endpoint
    ssmmessages: Endpoint
    name: str = "network.forward_proxy"
    needs: tuple[str, ...] = ()

    @property
    def promise(self) -> str:
        """The promise, as a sentence."""
        return f"the proxy {self.address} lets the agents through"

    def check(self, host: Host) -> Finding:
        """Ask it for both, as the SSM Agent does."""
        where = proxies.address(self.address)
        host.forward_proxies.lets_through(where, self.ssm.hostnames[0])
        host.forward_proxies.upgrades(where, self.ssmmessages.hostnames[0], ssm_agent.CHANNEL_OF_NOBODY)
        return Finding.ok(f"the proxy {self.address} opens connections and lets WebSockets through")
