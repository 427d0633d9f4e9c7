"""Names in one look: each is asked for once, so that its promises all speak of the same answer."""

from __future__ import annotations

import dataclasses
from typing import Mapping, Sequence

from agent_bootstrap.diagnosis.names import Said, Seen
from agent_bootstrap.host.name_servers import NameServers
from agent_bootstrap.host.one_look import Memory
from agent_bootstrap.host.resolver import Resolver
from agent_bootstrap.model.component import component


@component
class RememberedResolver(Resolver):
    """Remembers what the system said of a name."""

    memory: Memory = dataclasses.field(default_factory=Memory)

    def seen(self, name: str) -> Seen:
        """What the system says of a name, and whether /etc/hosts or a search domain has a hand in it."""
        ask = super().seen
        return self.memory.once(("seen", name), lambda: ask(name))


@component
class RememberedNameServers(NameServers):
    """Remembers what name servers said of a name."""

    memory: Memory = dataclasses.field(default_factory=Memory)

    def say(self, servers: Sequence[str], name: str) -> Mapping[str, Said]:
        """Server -> what it says of a name's IPv4 addresses. All are asked at the same time."""
        ask = super().say
        return self.memory.once(("say", tuple(servers), name), lambda: ask(servers, name))
