"""From what resolvers say of a name to the one cause for which it does not lead to the endpoint."""

from __future__ import annotations

import dataclasses
from typing import Mapping, Optional, Sequence

from agent_bootstrap.aws import addresses
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import dns as problems
from agent_bootstrap.model.value_object import value_object

SILENT = "silent"
"""What stands for a response code where no answer came."""

_BY_RCODE = {
    "NOERROR": problems.NO_ADDRESS,
    "SERVFAIL": problems.SERVFAIL,
    "REFUSED": problems.REFUSED,
}
"""The clearest first: who denies an address knows more than who fails."""


@value_object
class Said:
    """What one name server said of one name."""

    rcode: str
    """The response code as RFC 6895 spells it, or SILENT."""
    addresses: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join(self.addresses) or {"NOERROR": "no address", SILENT: "nothing"}.get(self.rcode, self.rcode)


@value_object
class Seen:
    """What the system's own resolver says of a name, as the agents will hear it."""

    name: str
    addresses: tuple[str, ...]
    absolute: tuple[str, ...]
    """The addresses of the name with a dot behind it, for which neither /etc/hosts nor search domains are asked."""
    pin: Optional[str] = None
    """Where /etc/hosts has the name: `/etc/hosts line 3`."""
    search: Optional[str] = None
    """The search domain with which the resolver finds the same addresses."""
    silent_after: Optional[float] = None
    """Seconds after which the resolver was no longer waited for."""

    @property
    def usable(self) -> tuple[str, ...]:
        """The addresses, unless they are another name's: one that a search domain has, and DNS has not."""
        return () if self.search and not self.absolute else self.addresses


@value_object
class Evidence:
    """All that is known of one name."""

    seen: Seen
    servers: Mapping[str, Said]
    """Each name server of this host."""
    inbound: Mapping[str, Said]
    """Each address of the Route 53 Resolver inbound endpoint, asked directly; empty if the settings do not name it."""
    others_private: bool
    """Whether another endpoint's name resolves to private addresses here."""
    allowed: tuple[str, ...]
    """Ranges (CIDR notation) that count as private besides the usual ones."""

    @property
    def details(self) -> str:
        """Who said what."""
        lines = [f"{server} says {said}" for server, said in self.servers.items()]
        lines += [
            f"the inbound endpoint {server}, asked directly, says {said}" for server, said in self.inbound.items()
        ]
        if self.seen.silent_after is not None:
            lines.append(f"the system's resolver gave no answer within {self.seen.silent_after:g} s")
        elif self.seen.addresses:
            source = f", as {self.seen.name}.{self.seen.search}" if self.seen.search else ""
            lines.append(f"the system's resolver says {', '.join(self.seen.addresses)}{source}")
        return "\n".join(lines)


def wrong(seen: Seen, allowed: Sequence[str]) -> bool:
    """Whether the system's answer is none that an agent can work with, or not DNS's own."""
    return not all_private(seen.usable, allowed) or _overruled(seen)


def all_private(found: Sequence[str], allowed: Sequence[str]) -> bool:
    """Whether there are addresses, and private ones alone."""
    return bool(found) and all(addresses.is_private(address, allowed) for address in found)


def servers_differ(servers: Mapping[str, Said], allowed: Sequence[str]) -> bool:
    """Whether a name server has the right answer that another has not: a cause of its own, and not the name's."""
    right = [all_private(said.addresses, allowed) for said in servers.values()]
    return any(right) and not all(right)


def dispute(name: str, servers: Mapping[str, Said], allowed: Sequence[str]) -> Problem:
    """That one name server has the right answer and another has not, given that they differ."""
    right = next(server for server, said in servers.items() if all_private(said.addresses, allowed))
    others = [server for server, said in servers.items() if not all_private(said.addresses, allowed)]
    details = f"{name}: " + "; ".join(f"{server} says {said}" for server, said in servers.items())
    speaking = [server for server in others if servers[server].rcode != SILENT]
    if not speaking:
        silent = problems.SERVER_SILENT.found(details, server=others[0], other=right, name=name)
        return dataclasses.replace(silent, warning=False)
    return problems.SERVER_DIFFERS.found(
        details,
        server=speaking[0], said=str(servers[speaking[0]]), name=name, other=right, right=str(servers[right]),
    )  # fmt: skip


def cause(evidence: Evidence) -> Problem:
    """Why the name does not lead to the endpoint, given that the system's answer is wrong."""
    seen = evidence.seen
    if _overruled(seen) and seen.pin:
        return problems.HOSTS_PIN.found(
            evidence.details, name=seen.name, pin=seen.pin, address=seen.addresses[0], others=", ".join(seen.absolute)
        )
    if _overruled(seen):
        return problems.SEARCH_DOMAIN.found(
            evidence.details, name=seen.name, domain=seen.search, address=seen.addresses[0]
        )
    if servers_differ(evidence.servers, evidence.allowed):
        return dispute(seen.name, evidence.servers, evidence.allowed)
    return _public(evidence) if seen.usable else unresolved(evidence)


def _overruled(seen: Seen) -> bool:
    """Whether a pin or a search domain gives other addresses than the name itself has. Some of several is no dispute."""
    by_somebody = seen.pin is not None or seen.search is not None
    return by_somebody and bool(seen.absolute) and set(seen.addresses).isdisjoint(seen.absolute)


def _public(evidence: Evidence) -> Problem:
    seen = evidence.seen
    outside = [address for address in seen.addresses if not addresses.is_private(address, evidence.allowed)]
    names = {"name": seen.name, "address": outside[0]}
    if all(":" in address for address in outside) and len(outside) < len(seen.addresses):
        return problems.PUBLIC_IPV6.found(evidence.details, **names)
    if _inbound_right(evidence):
        return problems.PUBLIC_ADDRESS.found(evidence.details, **names)
    if evidence.inbound and not _inbound_silent(evidence):
        return problems.PRIVATE_DNS_OFF.found(evidence.details, **names)
    if evidence.others_private:
        reason = "other endpoints' names resolve privately through the same servers, so the forwarding works"
        return problems.PRIVATE_DNS_OFF.found(f"{evidence.details}\n{reason}", **names)
    return problems.PUBLIC_ADDRESS.found(evidence.details, **names)


def unresolved(evidence: Evidence) -> Problem:
    """Why the system finds no address: the clearest answer of a name server wins."""
    name = evidence.seen.name
    if not evidence.servers:
        return problems.NO_NAME_SERVER.found()
    said = {said.rcode: server for server, said in reversed(list(evidence.servers.items()))}
    if any(answer.addresses for answer in evidence.servers.values()):
        return problems.SYSTEM_RESOLVER.found(evidence.details, name=name)
    if "NXDOMAIN" in said:
        return _no_such_name(evidence)
    for rcode, kind in _BY_RCODE.items():
        if rcode in said:
            return kind.found(evidence.details, name=name, server=said[rcode])
    return problems.SILENT.found(evidence.details, name=name)


def _no_such_name(evidence: Evidence) -> Problem:
    name = evidence.seen.name
    if name.startswith(("vpce-", "bucket.vpce-")):
        return problems.VPCE_UNKNOWN.found(evidence.details, name=name)
    if evidence.inbound and not _inbound_right(evidence) and not _inbound_silent(evidence):
        return problems.RECORD_MISSING.found(evidence.details, name=name)
    return problems.NXDOMAIN.found(evidence.details, name=name)


def _inbound_right(evidence: Evidence) -> bool:
    return any(all_private(said.addresses, evidence.allowed) for said in evidence.inbound.values())


def _inbound_silent(evidence: Evidence) -> bool:
    """Silence proves nothing: the inbound endpoint may be open to the site's name servers alone."""
    return all(said.rcode == SILENT for said in evidence.inbound.values())
