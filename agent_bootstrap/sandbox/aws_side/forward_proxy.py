"""A forward proxy of the site: it opens connections for others, or refuses, or looks into them, as the world has it."""

from __future__ import annotations

import re
import select
import socket
import ssl
from typing import Callable

from agent_bootstrap.sandbox.aws_side.journal import Journal
from agent_bootstrap.sandbox.aws_side.listeners import Listener
from agent_bootstrap.sandbox.world import World

_LONGEST_HEAD = 65536
"""Bytes of a request's head that are read; squid takes as many (request_header_max_size)."""

_DIAL_SECONDS = 5.0
"""How long the other side may take; squid's own limit of a minute is longer than anybody rehearses."""

_PIECE = 65536


class ForwardProxy:
    """Listens from the start on one address and port (0: any free one). Raises OSError.

    `certificate` gives what the proxy shows as a host into whose connections it looks.
    """

    def __init__(
        self,
        address: str,
        port: int,
        world: Callable[[], World],
        certificate: Callable[[str], ssl.SSLContext],
        journal: Journal,
    ) -> None:
        self._world = world
        self._journal = journal
        self._certificate = certificate
        self._listener = Listener(address, port, self._serve)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._listener.port

    def close(self) -> None:
        """Answer nobody any more."""
        self._listener.close()

    def _serve(self, client: socket.socket) -> None:
        head = _head(client)
        wanted = re.match(rb"CONNECT ([^\s:]+):(\d+) HTTP/1\.", head)
        if wanted is None:
            # What is no HTTP at all, such as the first bytes of TLS, gets the same answer.
            client.sendall(_page("400 Bad Request", "This is a forward proxy."))
        elif self._world().proxy == "no-connect":
            client.sendall(_page("403 Forbidden", "Access denied by the proxy's policy."))
        else:
            self._connect(client, wanted[1].decode("ascii"), int(wanted[2]))

    def _connect(self, client: socket.socket, host: str, port: int) -> None:
        try:
            server = socket.create_connection((host, port), timeout=_DIAL_SECONDS)
        except OSError as error:
            client.sendall(_page("502 Bad Gateway", str(error)))
            return
        self._journal.write("proxy", f"CONNECT {host}:{port}", 200, None)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        server.settimeout(None)
        with server:
            if self._world().proxy == "no-websocket":
                self._look_into(client, server, host)
            else:
                _relay(client, server)

    def _look_into(self, client: socket.socket, server: socket.socket, host: str) -> None:
        """Speak TLS to both sides, and refuse what asks for a WebSocket."""
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        # TLS 1.3 sends tickets whenever it likes: there would be something to receive and nothing to read.
        trusting.maximum_version = ssl.TLSVersion.TLSv1_2
        with self._certificate(host).wrap_socket(client, server_side=True) as inner:
            head = _head(inner)
            if re.search(rb"^upgrade:\s*websocket", head, re.IGNORECASE | re.MULTILINE):
                inner.sendall(_page("403 Forbidden", "Upgrades are not supported."))
                return
            with trusting.wrap_socket(server, server_hostname=host) as outer:
                outer.sendall(head)
                _relay(inner, outer)


def _head(client: socket.socket) -> bytes:
    """The head of a request, or what came before the client paused with something else."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _LONGEST_HEAD:
        more = client.recv(_PIECE)
        head += more
        if not more or not re.match(rb"[A-Z]+( |$)", head):
            break
    return head


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until either side has ended. In one thread, for OpenSSL does not share a connection among two."""
    opposite = {one: other, other: one}
    while True:
        decrypted = [side for side in opposite if isinstance(side, ssl.SSLSocket) and side.pending()]
        for side in decrypted or select.select(list(opposite), [], [])[0]:
            piece = side.recv(_PIECE)
            if not piece:
                return
            opposite[side].sendall(piece)


def _page(status: str, text: str) -> bytes:
    body = f"<html><head><title>{status}</title></head><body>{text}</body></html>".encode()
    head = f"HTTP/1.1 {status}\r\nServer: sandbox-proxy\r\nContent-Type: text/html\r\nConnection: close\r\n"
    return head.encode("ascii") + f"Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body
