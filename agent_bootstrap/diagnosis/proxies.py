"""What Go makes of proxy variables: which address it goes to, and which hosts it goes to past the proxy.

Both agents are written in Go and decide with golang.org/x/net/http/httpproxy, whose rules these are.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Iterable, Iterator, NamedTuple, Optional, Union
from urllib.parse import urlsplit

METADATA_ADDRESSES = ("169.254.169.254", "169.254.170.2")
"""What the agents ask whether they run on EC2 or ECS. A proxy that answers for them makes a server look like one of EC2's."""

_SCHEMES = ("http", "https", "socks5", "socks5h")
"""Those that net/http can speak to a proxy."""

_LOOPBACK = "localhost"


class Address(NamedTuple):
    """Where a proxy listens."""

    scheme: str
    host: str
    port: int


class _Entry(NamedTuple):
    """One entry of no_proxy: a range, an address, or a name; a name that begins with a dot means only what is below it."""

    host: str
    port: str


def address(value: str) -> Address:
    """Where a value sends the agents. Raises ValueError, with the reason, for what leads nowhere."""
    # Without a scheme Go takes http, as in `proxy:3128`.
    text = value if "://" in value else f"http://{value}"
    parts = urlsplit(text)
    if parts.scheme not in _SCHEMES:
        raise ValueError(f"its scheme {parts.scheme} is none of a proxy's")
    host, port = parts.hostname or "", _port(parts.netloc)
    if not host or not re.fullmatch(r"[A-Za-z0-9._:-]+", host):
        raise ValueError("it names no host")
    if parts.path not in ("", "/"):
        raise ValueError("a path follows its host, or its scheme lacks `://`")
    return Address(parts.scheme, host, port or {"https": 443, "http": 80}.get(parts.scheme, 1080))


def shown(value: str) -> str:
    """A proxy's address as a report may have it: without user and password, whatever characters are in them."""
    return re.sub(r"^(\w+://)?.*@", r"\1***@", value)


def bypasses(no_proxy: str, host: str, port: int = 443) -> bool:
    """Whether the agents go to this host past the proxy."""
    name, ip = host.lower(), _ip(host)
    if name == _LOOPBACK or (ip is not None and ip.is_loopback):
        return True
    entries = list(_entries(no_proxy))
    if any(entry.host == "*" for entry in entries):
        return True
    return any(entry.port in ("", str(port)) and _matches(entry.host, name, ip) for entry in entries)


def with_exceptions(no_proxy: str, hosts: Iterable[str], region: str) -> str:
    """The no_proxy that also excepts these hosts: by the part of their names that all names of the Region share."""
    kept = [entry for entry in map(str.strip, no_proxy.split(",")) if entry]
    return ",".join(dict.fromkeys([*kept, *(_common_part(host, region) for host in hosts)]))


def _port(netloc: str) -> Optional[int]:
    found = re.search(r":([^\]:@]*)$", netloc)
    if found is None or not found[1]:
        return None
    if not found[1].isdecimal() or not 0 < int(found[1]) < 65536:
        raise ValueError("its port is no number from 1 to 65535")
    return int(found[1])


def _entries(no_proxy: str) -> Iterator[_Entry]:
    for text in map(str.strip, no_proxy.lower().split(",")):
        if not text:
            continue
        bare, colon, port = text.rpartition(":")
        # An IPv6 address has colons of its own; with a port it stands in brackets.
        with_port = bool(colon) and "/" not in text and (":" not in bare or bare.endswith("]"))
        host = (bare if with_port else text).strip("[]")
        if host:
            yield _Entry(host[1:] if host.startswith("*.") else host, port if with_port else "")


def _matches(pattern: str, name: str, ip: Optional[_Ip]) -> bool:
    """A range or an address matches addresses alone: Go does not resolve a name before it decides."""
    if ip is not None:
        try:
            return ip in ipaddress.ip_network(pattern, strict=False)
        except ValueError:
            return False
    below = pattern if pattern.startswith(".") else f".{pattern}"
    return name.endswith(below) or name == pattern


def _ip(host: str) -> Optional[_Ip]:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _common_part(host: str, region: str) -> str:
    """`.eu-west-1.amazonaws.com` for any of the Region's names; a name of another kind stays whole."""
    _, found, rest = host.partition(f".{region}.")
    return f"{found}{rest}" if found else host


_Ip = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
