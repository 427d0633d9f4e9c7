"""OpenPGP keys, read without GnuPG: fingerprint, expiry and user of each, as the key itself claims them (RFC 4880).

Only what version 4 keys need. A fingerprint binds the key; the expiry is what its newest self-signature says, and gpgv alone
judges signatures.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime
import hashlib
from typing import Iterator, Optional

from agent_bootstrap.model.value_object import value_object

_SIGNATURE, _PUBLIC_KEY, _USER_ID = 2, 6, 13
"""Packet types: RFC 4880, section 4.3."""

_CERTIFICATIONS = range(0x10, 0x14)
"""Types of signatures that bind a user ID: section 5.2.1."""

_CREATED, _KEY_EXPIRES, _ISSUER, _ISSUER_FINGERPRINT = 2, 9, 16, 33
"""Types of subpackets: section 5.2.3.1, and RFC 9580, section 5.2.3.35, for the last."""

_PARTIAL, _INDETERMINATE = 224, 3
"""A length in pieces (4.2.2.4) and one until the end (4.2.1): for data, never for keys."""


@value_object
class Key:
    """One public key."""

    fingerprint: str
    """40 hexadecimal digits, upper case."""
    user: str
    created: datetime.datetime
    expires: Optional[datetime.datetime]
    """None if it never does."""


def unarmored(text: str) -> bytes:
    """The bytes of all armored keys of a text (section 6.2: base64 between headers, a checksum behind `=`)."""
    result, body = b"", None
    for line in text.splitlines():
        if line.startswith("-----BEGIN"):
            body = ""
        elif body is not None and line.startswith(("-----END", "=")):
            result += _decoded(body)
            body = None
        elif body is not None and ":" not in line:
            body += line.strip()
    return result


def keys(text: str) -> tuple[Key, ...]:
    """The version 4 keys of an armored text; what cannot be read is left out."""
    found: list[Key] = []
    newest: Optional[bytes] = None
    for kind, body in _packets(unarmored(text)):
        if kind == _PUBLIC_KEY and body[:1] == b"\x04":
            found.append(_key(body))
            newest = None
        elif found and kind == _USER_ID and not found[-1].user:
            found[-1] = dataclasses.replace(found[-1], user=body.decode("utf-8", errors="replace"))
        elif found and kind == _SIGNATURE and _binds(body, found[-1]):
            fields, _ = _areas(body)
            made = fields.get(_CREATED, b"")
            if newest is None or made >= newest:
                newest, found[-1] = made, _with_expiry(found[-1], fields.get(_KEY_EXPIRES))
    return tuple(found)


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body)
    except binascii.Error:
        return b""


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each packet, until one that keys do not have (section 4.2)."""
    at = 0
    while at + 2 <= len(data) and data[at] & 0x80:
        if data[at] & 0x40:
            kind, (length, start) = data[at] & 0x3F, _length(data, at + 1)
            if data[at + 1] >= _PARTIAL and data[at + 1] != 255:
                return
        else:
            kind, width = data[at] >> 2 & 0x0F, data[at] & 0x03
            if width == _INDETERMINATE:
                return
            start = at + 1 + (1 << width)
            length = int.from_bytes(data[at + 1 : start], "big")
        yield kind, data[start : start + length]
        at = start + length


def _length(data: bytes, at: int) -> tuple[int, int]:
    """A length in the new format, of 1, 2 or 5 bytes, and where what it counts begins (section 4.2.2)."""
    first = data[at]
    if first < 192:
        return first, at + 1
    if first < 255:
        return (first - 192 << 8) + int.from_bytes(data[at + 1 : at + 2], "big") + 192, at + 2
    return int.from_bytes(data[at + 1 : at + 5], "big"), at + 5


def _key(body: bytes) -> Key:
    """Section 12.2: the fingerprint is a SHA-1 over the key with its length; it identifies, and protects nothing."""
    frame = b"\x99" + len(body).to_bytes(2, "big") + body
    fingerprint = hashlib.sha1(frame, usedforsecurity=False).hexdigest().upper()
    return Key(fingerprint, "", _moment(int.from_bytes(body[1:5], "big")), None)


def _binds(body: bytes, key: Key) -> bool:
    """Whether it is a self-signature over a user ID: others certify the key, too, and say nothing of its life."""
    if len(body) < 6 or body[0] != 4 or body[1] not in _CERTIFICATIONS:
        return False
    hashed, unhashed = _areas(body)
    issuer = hashed.get(_ISSUER) or unhashed.get(_ISSUER) or hashed.get(_ISSUER_FINGERPRINT, b"")
    return bool(issuer) and issuer.hex().upper()[-16:] == key.fingerprint[-16:]


def _areas(body: bytes) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """The subpackets of a version 4 signature: those that it covers itself, and the others (section 5.2.3)."""
    hashed_end = 6 + int.from_bytes(body[4:6], "big")
    unhashed_end = hashed_end + 2 + int.from_bytes(body[hashed_end : hashed_end + 2], "big")
    return _fields(body[6:hashed_end]), _fields(body[hashed_end + 2 : unhashed_end])


def _fields(area: bytes) -> dict[int, bytes]:
    """Type -> value of each subpacket; the highest bit of a type only says that it matters (section 5.2.3.1)."""
    fields, at = {}, 0
    while at < len(area):
        length, start = _length(area, at)
        if not length or start >= len(area):
            break
        fields[area[start] & 0x7F] = area[start + 1 : start + length]
        at = start + length
    return fields


def _with_expiry(key: Key, seconds: Optional[bytes]) -> Key:
    """The expiry counts from the key's creation; 0 stands for never (section 5.2.3.6)."""
    life = int.from_bytes(seconds or b"", "big")
    return dataclasses.replace(key, expires=key.created + datetime.timedelta(seconds=life) if life else None)


def _moment(seconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
