"""Promise: an endpoint's name resolves, and to private addresses only."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.aws import addresses
from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import dns


@dataclasses.dataclass(frozen=True)
class Resolves:
    """The name of one endpoint."""

    endpoint: Endpoint
    allowed_cidrs: tuple[str, ...]
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`network.resolves/SERVICE`."""
        return f"network.resolves/{self.endpoint.service}"

    @property
    def promise(self) -> str:
        """The promise, as a sentence."""
        return f"{self.endpoint.hostnames[0]} resolves to private addresses"

    def check(self, host: Host) -> Finding:
        """Ask the system's resolver."""
        name, found = host.resolver.first(self.endpoint.hostnames)
        for address in found:
            if not addresses.is_private(address, self.allowed_cidrs):
                servers = ", ".join(host.resolver.name_servers())
                return Finding.of(
                    dns.PUBLIC_ADDRESS.found(
                        f"addresses: {', '.join(found)}; name servers: {servers}", name=name, address=address
                    )
                )
        return Finding.ok(f"{name} resolves to {', '.join(found)}", hostname=name, addresses=list(found))
