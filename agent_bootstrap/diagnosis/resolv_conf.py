"""resolv.conf(5), as glibc reads it: whom the system asks for names, and which domains it tries behind them."""

from __future__ import annotations

from agent_bootstrap.aws import addresses
from agent_bootstrap.model.value_object import value_object

MOST = 3
"""Name servers that glibc asks; it never comes to those behind them (MAXNS)."""


@value_object
class ResolvConf:
    """What such a file says."""

    name_servers: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    """The search domains, without a dot at their end."""


def read(text: str) -> ResolvConf:
    """What the file says; lines that make no sense are passed over, as glibc does."""
    servers: list[str] = []
    search: tuple[str, ...] = ()
    for line in text.splitlines():
        # A keyword that does not begin its line is none.
        keyword, *words = [""] if not line.strip() or line[0].isspace() else line.split()
        if keyword == "nameserver" and words and addresses.is_address(words[0]):
            servers.append(words[0])
        elif keyword in ("search", "domain") and words:
            # Of several such lines the last one counts.
            search = tuple(word.rstrip(".") for word in (words if keyword == "search" else words[:1]))
    return ResolvConf(tuple(servers[:MOST]), search)
