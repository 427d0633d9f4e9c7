"""Promise: the newest signing key that is known of each agent will last long enough for somebody to bring the next one."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.diagnosis import signing_keys
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.settings import Settings


@component
class SigningKeys:
    """The keys of both agents."""

    settings: Settings
    name: str = "server.signing_keys"
    promise: str = "the agents' newest signing keys will last"
    needs: tuple[str, ...] = ()

    def check(self, host: Host) -> Finding:
        """Read the keys at hand. A key that only the bucket has is not seen here; AWS's key of that kind does not expire."""
        keys = signing_keys.known(host.keyring.by_source(), self.settings)
        now = host.clock.now()
        warnings = [signing_keys.expiring(agent, keys, now) for agent in signing_keys.TITLES]
        first = next((warning for warning in warnings if warning), None)
        # The file for node_exporter has them, too, so they are told long before they are a warning.
        facts = {"newest_keys_expire": signing_keys.expiries(keys)}
        if first:
            return Finding.of(dataclasses.replace(first, facts={**first.facts, **facts}))
        trusted = sum(one.agent is not None for one in keys)
        return Finding.ok("the agents' newest signing keys will last", trusted=trusted, **facts)
