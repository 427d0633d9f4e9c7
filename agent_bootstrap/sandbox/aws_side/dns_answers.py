"""What the name server of the closed network says to one question."""

from __future__ import annotations

from typing import Mapping, Optional

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from agent_bootstrap.sandbox.aws_side import names
from agent_bootstrap.sandbox.world import BLACK_HOLE, DOMAIN, PUBLIC_ADDRESS, REGION, World

TTL = 60
"""Seconds; AWS gives the names of its endpoints 60."""

_REGIONAL_ZONE = f"{REGION}.{DOMAIN}"

_SOA = "ns-1.sandbox.invalid. hostmaster.sandbox.invalid. 1 7200 900 1209600 60"
"""The last figure is how long a negative answer may be kept (RFC 2308): as long as a positive one."""


def answer(query: dns.message.Message, world: World, addresses: Mapping[str, str]) -> Optional[dns.message.Message]:
    """The answer in this world; None where the name server stays silent. `addresses`: service -> IPv4 address."""
    response = dns.message.make_response(query, recursion_available=True)
    if len(query.question) != 1:
        response.set_rcode(dns.rcode.FORMERR)
        return response
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True).lower()
    service = names.service_of(name)
    behaviour = world.dns.get(service or "")
    if behaviour == "silent":
        return None
    if service and behaviour != "nxdomain" and question.rdtype == dns.rdatatype.A:
        response.answer.append(
            dns.rrset.from_text(question.name, TTL, "IN", "A", _address(name, service, world, addresses))
        )
        return response
    exists = service is not None and behaviour != "nxdomain"
    return _negative(response, name, exists=exists or names.leads_somewhere(name))


def _address(name: str, service: str, world: World, addresses: Mapping[str, str]) -> str:
    if world.dns.get(service) == "public" and not names.endpoint_specific(name):
        return PUBLIC_ADDRESS
    return BLACK_HOLE if world.tcp.get(service) == "black-hole" else addresses[service]


def _negative(response: dns.message.Message, name: str, *, exists: bool) -> dns.message.Message:
    response.set_rcode(dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN)
    zone = _REGIONAL_ZONE if name == _REGIONAL_ZONE or name.endswith(f".{_REGIONAL_ZONE}") else ""
    response.authority.append(dns.rrset.from_text(f"{zone}.", TTL, "IN", "SOA", _SOA))
    return response


def to_wire(response: dns.message.Message, limit: int) -> bytes:
    """The bytes of an answer; one of more than `limit` bytes is truncated and says so, so that TCP is tried."""
    return response.to_wire(max_size=limit, prefer_truncation=True)
