"""DNS messages (RFC 1035), as far as a look needs them: the question for a name's IPv4 addresses, and what an answer says.

A library that speaks all of DNS costs a sixth of a look to load, for seven such questions.
"""

from __future__ import annotations

import ipaddress
import struct

from agent_bootstrap.model.value_object import value_object

LONGEST = 65535
"""Bytes of a message over TCP, whose length comes in two bytes before it."""

_HEADER = struct.Struct("!6H")
_RECORD = struct.Struct("!HHIH")

_RESPONSE, _TRUNCATED, _RECURSION_DESIRED = 0x8000, 0x0200, 0x0100
_A, _IN = 1, 1

_RCODES = (
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE",
)  # fmt: skip
"""Response codes by their numbers, as RFC 6895 spells them."""

_LABEL, _NAME = 63, 255
"""Bytes of a label and of a whole name at most."""
_POINTER = 0xC0
"""The bits of a length that make it an offset to the rest of the name."""


@value_object
class Answer:
    """What an answer says."""

    rcode: str
    addresses: tuple[str, ...]
    """Sorted. An alias is followed within the answer: what counts is the addresses at its end."""
    truncated: bool
    """It did not fit into a datagram, and is to be had over TCP."""


def question(number: int, name: str) -> bytes:
    """The message that asks for a name's IPv4 addresses. Raises ValueError if there can be no such name."""
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")]
    length = sum(1 + len(label) for label in labels) + 1
    if length > _NAME or not all(0 < len(label) <= _LABEL for label in labels):
        raise ValueError(f"{name!r} is no name of DNS")
    wire = b"".join(bytes((len(label),)) + label for label in labels) + b"\0"
    return _HEADER.pack(number, _RECURSION_DESIRED, 1, 0, 0, 0) + wire + struct.pack("!HH", _A, _IN)


def answers(asked: bytes, message: bytes) -> bool:
    """Whether a message is an answer to this question, and not to another one or a forgery's guess."""
    if len(message) < _HEADER.size or message[:2] != asked[:2]:
        return False
    _, flags, questions, *_ = _HEADER.unpack_from(message)
    if not flags & _RESPONSE:
        return False
    # Who refuses a question need not repeat it.
    return not questions or message[_HEADER.size : len(asked)].lower() == asked[_HEADER.size :].lower()


def read(message: bytes) -> Answer:
    """What an answer says. Raises ValueError if it cannot be read."""
    try:
        _, flags, questions, records, *_ = _HEADER.unpack_from(message)
        code, truncated = flags & 0xF, bool(flags & _TRUNCATED)
        rcode = _RCODES[code] if code < len(_RCODES) else f"RCODE{code}"
        return Answer(rcode, () if truncated else _addresses(message, questions, records), truncated)
    except (struct.error, IndexError) as error:
        raise ValueError("the answer is cut short") from error


def _addresses(message: bytes, questions: int, records: int) -> tuple[str, ...]:
    at, found = _HEADER.size, []
    for _ in range(questions):
        at = _behind_name(message, at) + 4
    for _ in range(records):
        at = _behind_name(message, at)
        kind, family, _, length = _RECORD.unpack_from(message, at)
        at += _RECORD.size
        data = message[at : at + length]
        at += length
        if (kind, family) == (_A, _IN):
            # Raises ValueError as well if these are not four bytes.
            found.append(str(ipaddress.IPv4Address(data)))
    return tuple(sorted(found))


def _behind_name(message: bytes, at: int) -> int:
    """Where the name ends that begins here; where a pointer leads is nobody's question."""
    while message[at]:
        if message[at] >= _POINTER:
            return at + 2
        at += 1 + message[at]
    return at + 1
