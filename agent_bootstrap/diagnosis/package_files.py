"""How many bytes a package's file must have at least, by its own headers: a copy of it may have broken off."""

from __future__ import annotations

import struct

_DEB = b"!<arch>\n"
_MEMBER = 60
"""Bytes of the header of each member, of which ten, from the 48th on, are its size in decimal digits: ar(5), deb(5)."""

_MEMBERS = 3
"""debian-binary, the control files, the data: deb(5)."""

_RPM = b"\xed\xab\xee\xdb"
_LEAD = 96
_MARK = b"\x8e\xad\xe8\x01"
_SIGNATURE = struct.Struct(">4s4xII")
"""The mark, number of entries, and size of what they point into: so the signature begins (rpm: docs/manual/format_v4.md)."""

_ENTRY = struct.Struct(">IIII")
"""Tag, type, offset and number of values."""

_SIZES = {270: struct.Struct(">Q"), 1000: struct.Struct(">I")}
"""Tags of the signature that hold the size of all that comes after it: RPMSIGTAG_LONGSIZE and RPMSIGTAG_SIZE."""


def least(beginning: bytes) -> int:
    """Bytes of the whole file at least, as far as its beginning tells; 0 for what is no package."""
    if any(mark.startswith(beginning) for mark in (_DEB, _RPM)):
        return len(_DEB) + _MEMBER
    try:
        if beginning.startswith(_DEB):
            return _of_deb(beginning)
        return _of_rpm(beginning) if beginning.startswith(_RPM) else 0
    except (ValueError, struct.error):
        return 0


def _of_deb(beginning: bytes) -> int:
    end = len(_DEB)
    for _ in range(_MEMBERS):
        # Each member begins at an even place.
        start = end + end % 2
        header = beginning[start : start + _MEMBER]
        if len(header) < _MEMBER:
            return start + _MEMBER
        end = start + _MEMBER + int(header[48:58])
    return end


def _of_rpm(beginning: bytes) -> int:
    index = _LEAD + _SIGNATURE.size
    if len(beginning) < index:
        return index
    mark, entries, size = _SIGNATURE.unpack_from(beginning, _LEAD)
    if mark != _MARK:
        return 0
    store = index + entries * _ENTRY.size
    # What comes after the signature begins at a multiple of eight.
    end = int(store + size + -(store + size) % 8)
    if len(beginning) < end:
        return end
    for number in range(entries):
        tag, _, offset, _ = _ENTRY.unpack_from(beginning, index + number * _ENTRY.size)
        if tag in _SIZES:
            (rest,) = _SIZES[tag].unpack_from(beginning, store + offset)
            return end + int(rest)
    return end
