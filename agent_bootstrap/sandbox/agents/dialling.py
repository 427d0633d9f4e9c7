"""TCP connections as a Go program makes them: the system's resolver, each address in turn, the proxy of its environment."""

from __future__ import annotations

import encodings.idna  # noqa: F401  The agent looks names up after it gave up root, when the interpreter may be out of its reach.
import re
import socket
import ssl
import time
from typing import Optional

from agent_bootstrap.sandbox.agents import go_words, proxy_choice
from agent_bootstrap.sandbox.agents.surroundings import shortened

_DIAL_SECONDS = 30.0
_HANDSHAKE_SECONDS = 10.0
"""Go's default transport."""

_HEAD_LIMIT = 65536
"""Bytes of a proxy's answer that are read at most."""


def dial(host: str, port: int) -> socket.socket:
    """A connection to the host, through the proxy that the environment names for it, if any. Raises GoError."""
    proxy = proxy_choice.proxy_for(host, port)
    if proxy is None:
        return _dial(host, port)
    try:
        stream = _dial(proxy.host, proxy.port)
    except go_words.GoError as error:
        raise go_words.GoError(f"proxyconnect tcp: {error}") from error
    stream.settimeout(shortened(_HANDSHAKE_SECONDS))
    try:
        if proxy.is_https:
            _shake_hands(stream, proxy.host)
        _ask(stream, f"{host}:{port}")
    except BaseException:
        stream.close()
        raise
    return stream


def _dial(host: str, port: int) -> socket.socket:
    """A connection to the first of the host's addresses that takes it."""
    began = time.monotonic()
    try:
        found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise go_words.lookup_failed(host, error, time.monotonic() - began) from error
    failure: Optional[go_words.GoError] = None
    for family, kind, protocol, _, address in found:
        raw = socket.socket(family, kind, protocol)
        raw.settimeout(shortened(_DIAL_SECONDS))
        try:
            raw.connect(address)
        except OSError as error:
            raw.close()
            failure = failure or go_words.dial_failed(str(address[0]), port, error)
        else:
            return raw
    raise failure or go_words.GoError(f"dial tcp: lookup {host}: no such host")


def _shake_hands(stream: socket.socket, host: str) -> None:
    """Speak TLS to a proxy, as `https://` in its variable asks for. No proxy of the sandbox does. Raises GoError."""
    try:
        ssl.create_default_context().wrap_socket(stream, server_hostname=host)
    except OSError as error:
        words = go_words.handshake_failed(error)
        raise go_words.GoError(f"proxyconnect tcp: {words}") from error
    raise NotImplementedError("a proxy that speaks TLS itself")


def _ask(stream: socket.socket, target: str) -> None:
    """Have the proxy open a connection. Behind its answer's head, the first byte is the endpoint's. Raises GoError."""
    head = b""
    try:
        stream.sendall(
            f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: Go-http-client/1.1\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in head and len(head) < _HEAD_LIMIT:
            more = stream.recv(1)
            if not more:
                raise go_words.GoError("unexpected EOF")
            head += more
    except OSError as error:
        raise go_words.broken(error) from error
    status = re.match(rb"HTTP/1\.[01] (\d{3}) ?([^\r\n]*)", head)
    if status is None:
        raise go_words.GoError("malformed HTTP response")
    if status[1] != b"200":
        # Go tells of a proxy's refusal in no other words than the proxy's own (net/http/transport.go).
        raise go_words.GoError(status[2].decode("latin-1") or "unknown status code")
