"""Whether a text is an address, and a private one: the endpoints' addresses must be."""

from __future__ import annotations

import ipaddress
from typing import Sequence

_PRIVATE = tuple(
    map(
        ipaddress.ip_network,
        (
            "10.0.0.0/8",  # RFC 1918
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",  # RFC 6598, which VPCs may use too
            "fc00::/7",  # RFC 4193
        ),
    )
)


def is_address(text: str) -> bool:
    """Whether this is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_private(address: str, allowed: Sequence[str]) -> bool:
    """Whether the address lies in a private range or in one of the allowed ones (CIDR notation)."""
    there = ipaddress.ip_address(address.partition("%")[0])
    ranges = (*_PRIVATE, *(ipaddress.ip_network(text, strict=False) for text in allowed))
    return any(there in one for one in ranges if one.version == there.version)
