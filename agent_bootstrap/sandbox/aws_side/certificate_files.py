"""Where the certificates of the closed network lie, and by which words they are called."""

from __future__ import annotations

FOLDER = "certificates"
"""Their directory, where the parts of the sandbox meet."""

GOOD = "good"
BAD = ("intercepted", "root-missing", "wrong-name", "expired", "not-yet-valid")
"""The words of World.tls for a certificate."""

AUTHORITY = "ca.pem"


def authority_of(how: str) -> str:
    """Where the authority lies that issues such certificates, and that a fresh server does not trust."""
    return f"{how}-{AUTHORITY}"


def file_name(service: str, how: str) -> str:
    """Where a certificate lies, with its key and its chain."""
    return f"{service}-{how}.pem"
