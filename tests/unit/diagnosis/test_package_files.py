"""A package that breaks off is told by its own headers, wherever it was cut. The real .deb and .rpm are cut in the sandbox."""

from __future__ import annotations

import struct

import pytest

from agent_bootstrap.diagnosis.package_files import least


def member(name: str, content: bytes) -> bytes:
    header = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
    return header + content + b"\n" * (len(content) % 2)


DEB = (
    b"!<arch>\n"
    + member("debian-binary", b"2.0\n")
    + member("control.tar.gz", b"c" * 33)
    + member("data.tar.xz", b"d" * 50)
)


def rpm(tag: int, form: str) -> bytes:
    lead = b"\xed\xab\xee\xdb" + bytes(92)
    store = struct.pack(form, 40) + b"digest"
    entries = struct.pack(">IIII", tag, 4, 0, 1) + struct.pack(">IIII", 269, 6, struct.calcsize(form), 1)
    signature = b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", 2, len(store)) + entries + store
    return lead + signature + bytes(-len(signature) % 8) + b"p" * 40


PACKAGES = {"deb": DEB, "rpm": rpm(1000, ">I"), "large rpm": rpm(270, ">Q")}


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_package_that_was_cut_anywhere_is_seen_to_be_too_short_and_a_whole_one_is_not(kind: str) -> None:
    whole = PACKAGES[kind]
    assert least(whole) == len(whole)
    for length in range(len(whole)):
        assert least(whole[:length]) > length


@pytest.mark.parametrize("kind", PACKAGES)
def test_the_beginning_is_enough(kind: str) -> None:
    whole = PACKAGES[kind]
    assert least(whole[:-30]) == len(whole)


@pytest.mark.parametrize(
    "other", [b"<html>Log in</html>", b"PK\x03\x04", b"!<arch>\n" + b"x" * 60, b"\xed\xab\xee\xdb" + b"\xff" * 200]
)
def test_what_is_no_package_is_left_to_the_signature(other: bytes) -> None:
    assert least(other) == 0
