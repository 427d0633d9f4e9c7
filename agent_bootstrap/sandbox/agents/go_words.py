"""What a Go program says when the network fails: the agents are Go programs, and their logs hold these words."""

from __future__ import annotations

import datetime
import errno
import socket
import ssl
from pathlib import Path
from typing import Callable, Optional, Sequence

_ERRNO_WORDS = {
    errno.ECONNREFUSED: "connect: connection refused",
    errno.ENETUNREACH: "connect: network is unreachable",
    errno.EHOSTUNREACH: "connect: no route to host",
    errno.EACCES: "connect: permission denied",
    errno.EPERM: "connect: operation not permitted",
    errno.ETIMEDOUT: "i/o timeout",
}

_SILENCE = 0.5
"""Seconds. getaddrinfo says EAI_AGAIN for a server that fails and for one that is silent; only the latter takes time."""

UNTRUSTED = "certificate signed by unknown authority"

_NOT_YET_VALID, _EXPIRED = 9, 10
"""X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL's x509_vfy.h."""


Validity = Optional[tuple[datetime.datetime, datetime.datetime]]
"""The time span of a certificate, where it is known."""


class GoError(Exception):
    """A failure, in Go's words."""


def lookup_failed(name: str, error: socket.gaierror, seconds: float) -> GoError:
    """The resolver gave no address, after so many seconds."""
    reason = "no such host"
    if error.errno == socket.EAI_AGAIN:
        reason = "i/o timeout" if seconds >= _SILENCE else "server misbehaving"
    return GoError(f"dial tcp: lookup {name} on {_name_server()}:53: {reason}")


def dial_failed(address: str, port: int, error: OSError) -> GoError:
    """No connection came about."""
    if isinstance(error, (socket.timeout, TimeoutError)):
        return GoError(f"dial tcp {address}:{port}: i/o timeout")
    words = _ERRNO_WORDS.get(error.errno or 0, f"connect: {error.strerror or error}")
    return GoError(f"dial tcp {address}:{port}: {words}")


def handshake_failed(error: OSError, validity: Callable[[], Validity] = lambda: None) -> GoError:
    """TLS failed; `validity` finds out what the certificate says of its time, which only words about that time need."""
    if isinstance(error, ssl.SSLCertVerificationError):
        untimely = error.verify_code in (_NOT_YET_VALID, _EXPIRED)
        return unverified(_validity_words(validity()) if untimely else UNTRUSTED)
    if isinstance(error, (socket.timeout, TimeoutError)):
        return GoError("net/http: TLS handshake timeout")
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return GoError("tls: first record does not look like a TLS handshake")
    if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
        return GoError(f"remote error: tls: {str(error.reason).rpartition('ALERT_')[2].lower().replace('_', ' ')}")
    return broken(error)


def unverified(reason: str) -> GoError:
    """The certificate was refused."""
    return GoError(f"tls: failed to verify certificate: x509: {reason}")


def wrong_name(name: str, names: Sequence[str]) -> GoError:
    """The certificate is good, and for somebody else."""
    if not names:
        return unverified(f"certificate is not valid for any names, but wanted to match {name}")
    return unverified(f"certificate is valid for {', '.join(names)}, not {name}")


def broken(error: Exception) -> GoError:
    """The connection broke after it was made."""
    if isinstance(error, (socket.timeout, TimeoutError)):
        return GoError("context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
    if isinstance(error, ConnectionResetError):
        return GoError("read: connection reset by peer")
    return GoError("EOF")


def _validity_words(validity: Validity) -> str:
    now = datetime.datetime.now(datetime.timezone.utc)
    said = "certificate has expired or is not yet valid"
    if validity is None:
        return said
    start, end = validity
    relation, limit = ("before", start) if now < start else ("after", end)
    return f"{said}: current time {now:%Y-%m-%dT%H:%M:%SZ} is {relation} {limit:%Y-%m-%dT%H:%M:%SZ}"


def _name_server() -> str:
    try:
        lines = Path("/etc/resolv.conf").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "127.0.0.1"
    servers = [line.split()[1] for line in lines if line.startswith("nameserver ") and len(line.split()) > 1]
    # Go asks this machine itself where the file names nobody (net/dnsconfig.go).
    return servers[0] if servers else "127.0.0.1"
