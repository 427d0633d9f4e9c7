"""Promise: AWS answers HTTPS on each of an endpoint's addresses, with a certificate that the agents trust."""

from __future__ import annotations

from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding


@component
class Reaches:
    """The way to one endpoint."""

    endpoint: Endpoint

    @property
    def name(self) -> str:
        """`network.reaches/SERVICE`."""
        return f"network.reaches/{self.endpoint.service}"

    @property
    def promise(self) -> str:
        """The promise, as a sentence."""
        return f"{self.endpoint.hostnames[0]} answers HTTPS"

    @property
    def needs(self) -> tuple[str, ...]:
        """An address to go to, and something to judge certificates by."""
        return (f"network.resolves/{self.endpoint.service}", "network.trust_store")

    def check(self, host: Host) -> Finding:
        """Connect to every address: the agents take any of them."""
        name, addresses = host.resolver.first(self.endpoint.hostnames)
        answers = host.connections.reach(name, addresses)
        slowest = max(answer.connect_milliseconds for answer in answers.values())
        first = next(iter(answers.values()))
        return Finding.ok(
            f"{name} answers on {', '.join(answers)}",
            hostname=name,
            addresses=list(answers),
            connect_milliseconds=slowest,
            segment_bytes=first.segment_bytes,
            tls=first.tls_version,
            issuer=first.issuer,
            http_status=first.http_status,
            date=first.date,
        )
