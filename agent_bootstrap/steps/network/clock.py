"""Promise: this server's clock agrees with AWS's, which refuses what was signed at another time."""

from __future__ import annotations

from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.diagnosis import clocks
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding

LIMIT_SECONDS = 240
"""AWS refuses requests signed more than 300 s away from its own time (Signature Version 4); clocks go on drifting."""


@component
class Clock:
    """The wall clock, compared with an endpoint's."""

    endpoint: Endpoint
    name: str = "network.clock"
    promise: str = "this server's clock agrees with AWS's"

    @property
    def needs(self) -> tuple[str, ...]:
        """An answer of the endpoint's."""
        return (f"network.reaches/{self.endpoint.service}",)

    def check(self, host: Host) -> Finding:
        """Ask the endpoint what time it is: no time server is needed for that."""
        name, addresses = host.resolver.first(self.endpoint.hostnames)
        date = clocks.date_of(host.connections.https(name, addresses[0]).date)
        now = host.clock.now()
        if date is None:
            return Finding.ok(f"{name} tells no time to compare this server's clock with")
        seconds = round((now - date).total_seconds())
        if abs(seconds) > LIMIT_SECONDS:
            return Finding.of(clocks.skew(name, now, date))
        return Finding.ok(f"the clock agrees with that of {name}", offset_seconds=seconds)
