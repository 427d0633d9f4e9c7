"""Strangers on the way: what answers, or keeps silent, in an endpoint's place."""

from __future__ import annotations

import socket
from typing import Optional

from agent_bootstrap.sandbox.aws_side.messages import Answer, Request
from agent_bootstrap.sandbox.world import SITE_DOMAIN, World

_PORTION = 65536
"""Bytes that are read at a time, and thrown away."""


def speak(plain: socket.socket, how: str) -> bool:
    """Deal with a connection as what does not speak TLS would; whether this is one for it. Raises OSError."""
    if how == "silent":
        while plain.recv(_PORTION):
            pass
    if how == "no-tls":
        plain.sendall(f"220 mail.{SITE_DOMAIN} ESMTP\r\n".encode("ascii"))
    return how in ("silent", "no-tls")


def answer(service: str, request: Request, world: World) -> Optional[Answer]:
    """What a stranger says to a request; None if it comes through to AWS. Raises ConnectionResetError for a dropped one."""
    how = world.http.get(service)
    if service == "ssmmessages" and (request.header("upgrade") or "").lower() == "websocket":
        how = how or {"forbidden": "filter", "dropped": "hangs-up"}.get(world.websockets)
    if how == "hangs-up":
        raise ConnectionResetError("a device on the way drops what it does not like")
    return _page(how) if how else None


def _page(how: str) -> Answer:
    """A portal's, a web server's own, or that of a device that filters."""
    status, server, title = {
        "portal": (302, "portal", "Log in to the corporate network"),
        "web-server": (404, "nginx", "404 Not Found"),
        "filter": (403, "webfilter", "Access denied by policy"),
    }[how]
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    headers = {"Server": server, "Content-Type": "text/html"}
    if how == "portal":
        headers["Location"] = f"http://portal.{SITE_DOMAIN}/login"
    return Answer(status, how, body.encode("ascii"), headers)
