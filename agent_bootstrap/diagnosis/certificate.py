"""What a certificate says of itself, read from its DER (X.690, RFC 5280) without judging it.

The standard library shows only a certificate that it has found good; the ones that are not are of interest here.
"""

from __future__ import annotations

import datetime
from typing import Iterator, Mapping

from agent_bootstrap.diagnosis import foreign_words
from agent_bootstrap.model.value_object import value_object

_ORGANIZATION = b"\x55\x04\x0a"
_ORGANIZATIONAL_UNIT = b"\x55\x04\x0b"
_COMMON_NAME = b"\x55\x04\x03"
_SUBJECT_ALTERNATIVE_NAME = b"\x55\x1d\x11"
"""Object identifiers 2.5.4.10, 2.5.4.11, 2.5.4.3 (RFC 5280, appendix A.1) and 2.5.29.17 (4.2.1.6), encoded."""

_VERSION, _EXTENSIONS, _DNS_NAME, _BMP_STRING, _UTC_TIME, _OCTET_STRING = 0xA0, 0xA3, 0x82, 0x1E, 0x17, 0x04
"""Tags: RFC 5280, 4.1 and 4.2.1.6; X.690, 8."""


@value_object
class Certificate:
    """One certificate's own words."""

    names: tuple[str, ...]
    """The DNS names that it is for; the subject's common name where it gives none."""
    issuer_organization: str
    issuer_name: str
    """The issuer's common name, or its unit where it has none; empty if it has neither."""
    not_before: datetime.datetime
    not_after: datetime.datetime

    @property
    def issuer(self) -> str:
        """The issuer as people know it: `Amazon RSA 2048 M02 (Amazon)`."""
        known = [part for part in (self.issuer_name, self.issuer_organization) if part]
        return f"{known[0]} ({known[1]})" if len(known) > 1 else (known or ["an authority without a name"])[0]

    def valid_at(self, moment: datetime.datetime) -> bool:
        """Whether this moment lies in its lifetime."""
        return self.not_before <= moment <= self.not_after


def read(der: bytes) -> Certificate:
    """The certificate in these bytes. Raises ValueError if they are none."""
    try:
        ((_, outer),) = _elements(der)
        fields = list(_elements(next(_elements(outer))[1]))
        fields = fields[1:] if fields[0][0] == _VERSION else fields
        (_, _serial), (_, _algorithm), (_, issuer), (_, lifetime), (_, subject), (_, _key), *rest = fields
        not_before, not_after = (_time(tag, text) for tag, text in _elements(lifetime))
        issued_by = _name(issuer)
        names = tuple(_alternative_names(dict(rest).get(_EXTENSIONS, b"")))
        return Certificate(
            names or tuple(filter(None, [_name(subject).get(_COMMON_NAME)])),
            issued_by.get(_ORGANIZATION, ""),
            issued_by.get(_COMMON_NAME) or issued_by.get(_ORGANIZATIONAL_UNIT, ""),
            not_before,
            not_after,
        )
    except (IndexError, StopIteration, RuntimeError) as error:
        raise ValueError("this is no certificate") from error


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element. Raises IndexError or ValueError where the bytes end too early."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise ValueError("an element is longer than the bytes that hold it")
        yield tag, data[at : at + length]
        at += length


def _name(data: bytes) -> Mapping[bytes, str]:
    """Object identifier -> text, for each part of a distinguished name."""
    found = {}
    for _, one in _elements(data):
        for _, pair in _elements(one):
            (_, kind), (tag, text) = _elements(pair)
            found[kind] = foreign_words.shown(text.decode("utf-16-be" if tag == _BMP_STRING else "utf-8", "replace"))
    return found


def _alternative_names(extensions: bytes) -> Iterator[str]:
    for _, listed in _elements(extensions):
        for _, extension in _elements(listed):
            (_, kind), *_critical, (tag, value) = _elements(extension)
            if kind == _SUBJECT_ALTERNATIVE_NAME and tag == _OCTET_STRING:
                names = next(_elements(value))[1]
                yield from (
                    foreign_words.shown(text.decode("latin-1"))
                    for kind_, text in _elements(names)
                    if kind_ == _DNS_NAME
                )


def _time(tag: int, text: bytes) -> datetime.datetime:
    """A moment of UTC. Years of two digits belong to 1950 … 2049 (RFC 5280, 4.1.2.5.1), as strptime has it not."""
    digits = text.decode("ascii")
    if tag == _UTC_TIME:
        digits = ("19" if digits[:2] >= "50" else "20") + digits
    return datetime.datetime.strptime(digits, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
