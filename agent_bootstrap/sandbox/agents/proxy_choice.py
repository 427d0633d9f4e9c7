"""Which proxy a Go program goes through, by the variables of its environment (golang.org/x/net/http/httpproxy)."""

from __future__ import annotations

import ipaddress
import os
import urllib.parse
from typing import NamedTuple, Optional, Union

_PORTS = {"http": 80, "https": 443}


class Proxy(NamedTuple):
    """Where a proxy listens."""

    host: str
    port: int
    is_https: bool
    """Whether its variable says that the proxy itself speaks TLS."""


def proxy_for(host: str, port: int) -> Optional[Proxy]:
    """The proxy for HTTPS to this host; None where the program goes there by itself."""
    value = _variable("https_proxy")
    if not value or _excepted(host, port, _variable("no_proxy")):
        return None
    parts = urllib.parse.urlsplit(value if "://" in value else f"http://{value}")
    return Proxy(parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80), parts.scheme == "https")


def _variable(name: str) -> str:
    return os.environ.get(name.upper()) or os.environ.get(name) or ""


def _excepted(host: str, port: int, no_proxy: str) -> bool:
    address = _address(host)
    if host == "localhost" or (address and address.is_loopback):
        return True
    return any(_covers(entry.strip().lower(), host.lower(), port) for entry in no_proxy.split(",") if entry.strip())


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether one exception means this host: everything, a range or an address, or a domain and what is below it."""
    if entry == "*":
        return True
    address = _address(host)
    if address:
        try:
            return address in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    name, _, only = entry.partition(":")
    if only not in ("", str(port)):
        return False
    # A dot in front leaves out the domain itself.
    domain = name[1:] if name.startswith("*.") else name
    return host == domain or host.endswith(domain if domain.startswith(".") else f".{domain}")


def _address(host: str) -> Union[ipaddress.IPv4Address, ipaddress.IPv6Address, None]:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
