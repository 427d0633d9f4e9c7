"""What came as a package, and what dpkg and rpm say, in their own words."""

from __future__ import annotations

from typing import Optional

import pytest

from agent_bootstrap.diagnosis import package_words


@pytest.mark.parametrize(
    ("beginning", "code"),
    [
        (b"!<arch>\ndebian-binary", None),
        (b"\xed\xab\xee\xdb\x03\x00", None),
        (b"", None),
        (b"<!DOCTYPE html><html><head><title>Log in</title>", "package-is-web-page"),
        (b"\xef\xbb\xbf\r\n<HTML>", "package-is-web-page"),
        (b'<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code></Error>', "package-is-s3-error"),
        (b'<?xml version="1.0"?><html/>', "package-is-web-page"),
    ],
)
def test_what_came_instead_of_a_package(beginning: bytes, code: Optional[str]) -> None:
    found = package_words.stranger(beginning, file="agent.deb", source="/srv", url="/srv/agent.deb")
    assert (found.code if found else None) == code


def test_the_page_and_the_error_are_quoted() -> None:
    page = package_words.stranger(b"<html><title>Log in</title>", file="a.deb", source="s3", url="https://x/a.deb")
    assert page is not None
    assert "Log in" in page.details
    error = package_words.stranger(b"<Error><Code>AccessDenied</Code></Error>", file="a.deb", source="/s", url="/s/a")
    assert error is not None
    assert "AccessDenied" in error.brief


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (
            "dpkg: error: dpkg frontend lock was locked by another process with pid 4711",
            "package-manager-busy",
        ),
        ("error: can't create transaction lock on /var/lib/rpm/.rpm.lock", "package-manager-busy"),
        # RHEL 9: aws/amazon-ssm-agent issues 517, 529 and 559.
        (
            "error: amazon-ssm-agent.rpm: Header V4 RSA/SHA1 Signature, key ID 693eca21: BAD",
            "signature-policy",
        ),
        ("package amazon-ssm-agent-3.3.1.0-1.x86_64 does not verify: no signature", "signature-policy"),
        ("package agent-1-1.x86_64 does not verify: Header V4 RSA/SHA256 Signature, key ID 1: NOTTRUSTED", "signature-policy"),
        ("warning: /tmp/a.rpm: Header V4 RSA/SHA256 Signature, key ID c2ba1c41: NOKEY", "signature-policy"),
        ("dpkg: error processing archive a.deb (--install):\n package architecture (arm64) does not match", "installation-failed"),
        ("error: Failed dependencies:\n\t/bin/sh is needed", "installation-failed"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_apart(words: str, code: str) -> None:
    assert package_words.refusal(words).code == code
