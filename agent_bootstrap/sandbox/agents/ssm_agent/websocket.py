"""A WebSocket client (RFC 6455), as much of it as the control channel needs: open, send text, receive, ping, notice the end."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import ssl
import struct
import urllib.parse
from typing import Mapping, Optional

from agent_bootstrap.sandbox.agents import go_words
from agent_bootstrap.sandbox.agents.connections import connect

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, 1.3."""

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
"""RFC 6455, 5.2."""

_FINAL, _MASKED, _SHORT, _MEDIUM, _LONG = 0x80, 0x80, 125, 126, 127
_PORTION = 65536
"""Bytes that are read at a time."""

_HEAD_LIMIT = 65536
"""Bytes of an answer's head that are read at most."""


class Closed(Exception):  # noqa: N818  It is no error when a server says goodbye.
    """The connection is over; the text is that of the agent's library."""


class WebSocket:
    """An open connection."""

    def __init__(self, stream: ssl.SSLSocket, rest: bytes) -> None:
        self._stream = stream
        self._buffer = rest
        self.peer = "{}:{}".format(*stream.getpeername()[:2])

    def send(self, kind: int, payload: bytes) -> None:
        """Send one frame. Raises OSError."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self._stream.sendall(bytes([_FINAL | kind]) + _length(len(payload)) + mask + masked)

    def receive(self, seconds: float) -> Optional[tuple[int, bytes]]:
        """The next frame, None if none begins in time. Answers pings. Raises Closed."""
        self._stream.settimeout(seconds)
        try:
            self._buffer = self._buffer or self._stream.recv(_PORTION)
        except socket.timeout:
            return None
        first, second = self._exactly(2)
        size = second & 0x7F
        if size == _MEDIUM:
            (size,) = struct.unpack("!H", self._exactly(2))
        elif size == _LONG:
            (size,) = struct.unpack("!Q", self._exactly(8))
        payload, kind = self._exactly(size), first & 0x0F
        if kind == PING:
            self.send(PONG, payload)
        if kind == CLOSE:
            raise Closed("websocket: close 1000 (normal)")
        return kind, payload

    def close(self) -> None:
        """Drop the connection."""
        self._stream.close()

    def _exactly(self, count: int) -> bytes:
        """So many bytes. Raises Closed, also for a frame that stops half-way."""
        while len(self._buffer) < count:
            try:
                more = self._stream.recv(_PORTION)
            except OSError:
                more = b""
            if not more:
                raise Closed("websocket: close 1006 (abnormal closure): unexpected EOF")
            self._buffer += more
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken


def open_socket(url: str, headers: Mapping[str, str]) -> WebSocket:
    """Connect and shake hands. Raises GoError."""
    parts = urllib.parse.urlsplit(url)
    stream = connect(parts.hostname or "", parts.port or 443)
    key = base64.b64encode(os.urandom(16)).decode()
    wanted = {
        "Host": parts.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", *(f"{name}: {value}" for name, value in wanted.items())]
    try:
        stream.sendall("\r\n".join([*lines, "", ""]).encode())
        head, rest = _head(stream)
    except OSError as error:
        stream.close()
        raise go_words.broken(error) from error
    accepted = base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()
    if " 101 " not in head.partition("\r\n")[0] + " " or accepted not in head:
        stream.close()
        raise go_words.GoError("websocket: bad handshake")
    return WebSocket(stream, rest)


def _head(stream: ssl.SSLSocket) -> tuple[str, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        more = stream.recv(_PORTION)
        if not more or len(received) > _HEAD_LIMIT:
            raise ConnectionError("EOF")
        received += more
    head, _, rest = received.partition(b"\r\n\r\n")
    return head.decode("latin-1"), rest


def _length(size: int) -> bytes:
    if size <= _SHORT:
        return bytes([_MASKED | size])
    if size < 1 << 16:
        return bytes([_MASKED | _MEDIUM]) + struct.pack("!H", size)
    return bytes([_MASKED | _LONG]) + struct.pack("!Q", size)
