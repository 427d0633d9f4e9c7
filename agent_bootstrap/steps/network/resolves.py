"""Promise: an endpoint's name resolves, and to private addresses only."""

from __future__ import annotations

from typing import Sequence

from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.diagnosis import names
from agent_bootstrap.diagnosis.names import Evidence, Seen
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.settings import Network


@component
class Resolves:
    """The name of one endpoint."""

    endpoint: Endpoint
    others: tuple[Endpoint, ...]
    """The other endpoints: if their names are private, forwarding works."""
    network: Network
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
        """Ask the system's resolver, and look for the cause if its answer is wrong."""
        seen = self._seen(host)
        if not names.wrong(seen, self.network.allowed_cidrs):
            pinned = f", as {seen.pin} says" if seen.pin else ""
            found = ", ".join(seen.addresses)
            return Finding.ok(
                f"{seen.name} resolves to {found}{pinned}", hostname=seen.name, addresses=list(seen.addresses)
            )
        return Finding.of(names.cause(self._evidence(host, seen)))

    def _seen(self, host: Host) -> Seen:
        """The first of the endpoint's names that is right, or the first that is not."""
        seen = [host.resolver.seen(self.endpoint.hostnames[0])]
        for name in self.endpoint.hostnames[1:]:
            if names.wrong(seen[-1], self.network.allowed_cidrs):
                seen.append(host.resolver.seen(name))
        return next((one for one in seen if not names.wrong(one, self.network.allowed_cidrs)), seen[0])

    def _evidence(self, host: Host, seen: Seen) -> Evidence:
        return Evidence(
            seen,
            host.name_servers.say(host.resolver.name_servers(), seen.name),
            host.name_servers.say(self.network.inbound_endpoint, seen.name),
            # Only a public address raises the question whether others' are private.
            others_private=bool(seen.usable) and _any_private(host, self.others, self.network.allowed_cidrs),
            allowed=self.network.allowed_cidrs,
        )


def _any_private(host: Host, others: Sequence[Endpoint], allowed: Sequence[str]) -> bool:
    """Whether any of these endpoints' names is private according to one of the name servers."""
    servers = host.resolver.name_servers()
    said = host.name_servers.say_all(servers, [other.hostnames[0] for other in others])
    return any(names.all_private(one.addresses, allowed) for answers in said for one in answers.values())
