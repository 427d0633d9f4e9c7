"""What a name server of the closed network says to one question."""

from __future__ import annotations

from typing import Mapping, Optional

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from agent_bootstrap.sandbox.aws_side import names
from agent_bootstrap.sandbox.world import (
    DOMAIN,
    INTRANET,
    PUBLIC_ADDRESS,
    PUBLIC_IPV6_ADDRESS,
    REGION,
    SITE_DOMAIN,
    World,
)

UDP = "udp"
TCP = "tcp"

TTL = 60
"""Seconds; AWS gives the names of its endpoints 60."""

_REGIONAL_ZONE = f"{REGION}.{DOMAIN}"

_SOA = "ns-1.sandbox.invalid. hostmaster.sandbox.invalid. 1 7200 900 1209600 60"
"""The last figure is how long a negative answer may be kept (RFC 2308): as long as a positive one."""

_RCODES = {"servfail": dns.rcode.SERVFAIL, "refused": dns.rcode.REFUSED}

Records = Mapping[dns.rdatatype.RdataType, str]
"""Type -> the one value that a name has of it."""


def answer(
    query: dns.message.Message, world: World, addresses: Mapping[str, str], server: str = "", transport: str = UDP
) -> Optional[dns.message.Message]:
    """What the name server at this address says; None where it stays silent. `addresses`: service -> IPv4 address."""
    response = dns.message.make_response(query, recursion_available=True)
    if len(query.question) != 1:
        response.set_rcode(dns.rcode.FORMERR)
        return response
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True).lower()
    server_does = world.name_servers.get(server, "")
    zone_does = _behaviour(name, world, unforwarded=server_does == "unforwarded")
    if "silent" in (server_does, zone_does) or (server_does == "no-tcp" and transport == TCP):
        return None
    rcode = _RCODES.get(server_does) or _RCODES.get(zone_does)
    if rcode is not None:
        response.set_rcode(rcode)
        return response
    records = _records(name, zone_does, addresses)
    if records is None:
        return _negative(response, name, exists=names.leads_somewhere(name) and zone_does != "nxdomain")
    if question.rdtype not in records:
        return _negative(response, name, exists=True)
    kind = dns.rdatatype.to_text(question.rdtype)
    response.answer.append(dns.rrset.from_text(question.name, TTL, "IN", kind, records[question.rdtype]))
    return response


def _behaviour(name: str, world: World, *, unforwarded: bool) -> str:
    """How the zone that holds this name misbehaves."""
    service = names.service_of(name)
    if service is None or (unforwarded and not names.endpoint_specific(name)):
        return "public" if service else ""
    if not names.exists(name, world.dns_model):
        return "nxdomain"
    part = {"s3": "s3-apex" if name.startswith("s3.") else "s3-buckets"}.get(service, "")
    return world.dns.get(part) or world.dns.get(service) or ""


def _records(name: str, behaviour: str, addresses: Mapping[str, str]) -> Optional[Records]:
    """The records of a name; None if it does not exist."""
    if name == SITE_DOMAIN or name.endswith(f".{SITE_DOMAIN}"):
        return {dns.rdatatype.A: INTRANET}
    service = names.service_of(name)
    if service is None or behaviour == "nxdomain":
        return None
    if behaviour == "no-address":
        return {}
    if behaviour == "public" and not names.endpoint_specific(name):
        return {dns.rdatatype.A: PUBLIC_ADDRESS}
    found = {dns.rdatatype.A: addresses[service]}
    return {**found, dns.rdatatype.AAAA: PUBLIC_IPV6_ADDRESS} if behaviour == "public-ipv6" else found


def _negative(response: dns.message.Message, name: str, *, exists: bool) -> dns.message.Message:
    response.set_rcode(dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN)
    zone = _REGIONAL_ZONE if name == _REGIONAL_ZONE or name.endswith(f".{_REGIONAL_ZONE}") else ""
    response.authority.append(dns.rrset.from_text(f"{zone}.", TTL, "IN", "SOA", _SOA))
    return response


def to_wire(response: dns.message.Message, limit: int) -> bytes:
    """The bytes of an answer; one of more than `limit` bytes is truncated and says so, so that TCP is tried."""
    return response.to_wire(max_size=limit, prefer_truncation=True)
