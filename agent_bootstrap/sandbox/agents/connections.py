"""TLS connections as a Go program makes them: the system's trust store, Go's words for failures."""

from __future__ import annotations

import functools
import os
import ssl
from pathlib import Path

from agent_bootstrap.host import tls
from agent_bootstrap.sandbox.agents import go_words
from agent_bootstrap.sandbox.agents.dialling import dial
from agent_bootstrap.sandbox.agents.go_words import Validity
from agent_bootstrap.sandbox.agents.surroundings import shortened

_HANDSHAKE_SECONDS = 10.0
_ANSWER_SECONDS = 60.0
"""Go's default transport and the agents' HTTP client."""

_SYSTEM_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
)
"""Where Go looks for trusted authorities, in its order (crypto/x509/root_linux.go)."""


def connect(host: str, port: int) -> ssl.SSLSocket:
    """A verified TLS connection. Raises GoError."""
    raw = dial(host, port)
    raw.settimeout(shortened(_HANDSHAKE_SECONDS))
    try:
        secured = _trusting().wrap_socket(raw, server_hostname=host)
    except OSError as error:
        raw.close()
        raise go_words.handshake_failed(error, lambda: _validity(host, port)) from error
    names = _names(secured)
    if not any(_matches(name, host) for name in names):
        secured.close()
        raise go_words.wrong_name(host, names)
    secured.settimeout(shortened(_ANSWER_SECONDS))
    return secured


@functools.cache
def _trusting() -> ssl.SSLContext:
    """Trusts what Go trusts: SSL_CERT_FILE, or else the first of the system's stores that is there. Names are ours to check.

    Go reads them when it first needs them, and never again, also where nothing was there (crypto/x509/root.go).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    chosen = os.environ.get("SSL_CERT_FILE")
    for store in (chosen,) if chosen else _SYSTEM_STORES:
        if Path(store).is_file():
            context.load_verify_locations(store)
            break
    return context


def _names(secured: ssl.SSLSocket) -> list[str]:
    certificate = secured.getpeercert() or {}
    alternatives: tuple[tuple[str, str], ...] = certificate.get("subjectAltName", ())  # type: ignore[assignment]
    return [value for kind, value in alternatives if kind in ("DNS", "IP Address")]


def _matches(pattern: str, host: str) -> bool:
    """Whether a name of a certificate covers the host; `*` stands for one whole label (RFC 6125, 6.4.3)."""
    wanted, offered = host.lower().rstrip(".").split("."), pattern.lower().split(".")
    if offered[0] == "*":
        wanted, offered = wanted[1:], offered[1:]
    return wanted == offered


def _validity(host: str, port: int) -> Validity:
    """The time span of the host's certificate, asked for once more: Python keeps none of a certificate that it refused."""
    seconds = shortened(_HANDSHAKE_SECONDS)
    try:
        with dial(host, port) as raw, tls.shake_hands(raw, tls.trusting_anybody(), host, seconds) as secured:
            found = tls.shown_certificate(secured)
    except (OSError, ValueError, go_words.GoError):
        return None
    return found.not_before, found.not_after
