"""The server's end of a WebSocket (RFC 6455), as far as a control channel needs it."""

from __future__ import annotations

import base64
import hashlib
import itertools
from typing import BinaryIO, Optional

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.aws_side.messages import Request, Writer

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, 1.3."""

TEXT = 0x1
CLOSE = 0x8
PING = 0x9
PONG = 0xA
"""Opcodes: RFC 6455, 5.2."""

POLICY_VIOLATION = 1008
"""Status of a close: RFC 6455, 7.4.1."""


@value_object
class Frame:
    """One frame of a client."""

    opcode: int
    payload: bytes


def accept_headers(request: Request) -> Optional[dict[str, str]]:
    """The headers of the 101 that agrees to a WebSocket; None if the request does not ask for one."""
    key = request.header("sec-websocket-key")
    if (request.header("upgrade") or "").lower() != "websocket" or not key:
        return None
    digest = hashlib.sha1(key.encode() + _GUID).digest()
    return {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Accept": base64.b64encode(digest).decode(),
    }


def read_frame(stream: BinaryIO) -> Optional[Frame]:
    """The next frame; None once the client is gone. Raises OSError."""
    head = stream.read(2)
    if len(head) < 2:
        return None
    length = head[1] & 0x7F
    if length >= 126:
        length = int.from_bytes(stream.read(2 if length == 126 else 8), "big")
    mask = stream.read(4) if head[1] & 0x80 else b"\0\0\0\0"
    payload = bytes(byte ^ key for byte, key in zip(stream.read(length), itertools.cycle(mask)))
    return Frame(head[0] & 0x0F, payload)


def write_frame(writer: Writer, opcode: int, payload: bytes = b"") -> None:
    """Send a control frame, of at most 125 bytes. Raises OSError."""
    writer.sendall(bytes((0x80 | opcode, len(payload))) + payload)
