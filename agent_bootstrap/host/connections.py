"""Connections: how an endpoint answers on one address, layer by layer."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import http.client
import socket
import ssl
import time
from typing import Optional

from agent_bootstrap.host import trust_store
from agent_bootstrap.model.problem import ProblemFoundError, ProblemKind
from agent_bootstrap.model.problems import connection as problems

CONNECT_SECONDS = 3.0
"""How long TCP may take: one lost packet is sent again after 1 s (RFC 6298), a second one 2 s later."""

ANSWER_SECONDS = 5.0
"""How long TLS and HTTP may take on a line that has just carried a TCP handshake."""

_TCP_PROBLEMS = {
    errno.ECONNREFUSED: problems.TCP_REFUSED,
    errno.ECONNRESET: problems.TCP_REFUSED,
    errno.EHOSTUNREACH: problems.TCP_NO_ROUTE,
    errno.ENETUNREACH: problems.TCP_NO_ROUTE,
}

_CERTIFICATE_PROBLEMS = {
    9: problems.TLS_NOT_YET_VALID,
    10: problems.TLS_EXPIRED,
    18: problems.TLS_UNKNOWN_CA,
    19: problems.TLS_UNKNOWN_CA,
    20: problems.TLS_UNKNOWN_CA,
    21: problems.TLS_UNKNOWN_CA,
    62: problems.TLS_WRONG_NAME,
    64: problems.TLS_WRONG_NAME,
}
"""X509_V_ERR_* of OpenSSL's x509_vfy.h."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """How an endpoint answered."""

    http_status: int
    date: Optional[str]
    """Its `Date:` header."""
    connect_milliseconds: int
    tls_version: str


@dataclasses.dataclass(frozen=True)
class Connections:
    """Opens connections, as the agents do."""

    port: int = 443
    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""

    def https(self, name: str, address: str) -> Answer:
        """Connect to one address as `name` and ask for `/`. Raises a problem of model/problems/connection.py."""
        started = time.monotonic()
        with self._tcp(name, address) as plain:
            milliseconds = round((time.monotonic() - started) * 1000)
            with self._tls(name, address, plain) as secure:
                version = secure.version() or "unknown"
                status, date = _ask(name, address, secure)
                return Answer(status, date, milliseconds, version)

    def _tcp(self, name: str, address: str) -> socket.socket:
        try:
            return socket.create_connection((address, self.port), timeout=CONNECT_SECONDS)
        except socket.timeout as error:
            raise problems.TCP_BLACK_HOLE.error(
                f"no answer to a TCP connection within {CONNECT_SECONDS:g} s", name=name, address=address
            ) from error
        except OSError as error:
            kind = _TCP_PROBLEMS.get(error.errno or 0, problems.TCP_NO_ROUTE)
            raise kind.error(str(error), name=name, address=address) from error

    def _tls(self, name: str, address: str, plain: socket.socket) -> ssl.SSLSocket:
        context = trust_store.context(self.certificates)
        plain.settimeout(ANSWER_SECONDS)
        try:
            return context.wrap_socket(plain, server_hostname=name)
        except ssl.SSLCertVerificationError as error:
            kind = _CERTIFICATE_PROBLEMS.get(error.verify_code, problems.TLS_UNKNOWN_CA)
            raise _with(kind, error.verify_message, name, address) from error
        except OSError as error:
            raise _with(problems.TLS_BROKEN, str(error), name, address) from error


def _ask(name: str, address: str, secure: ssl.SSLSocket) -> tuple[int, Optional[str]]:
    # TLS stands already; HTTPSConnection would read the system's certificates once more, and they take 40 ms.
    asked = http.client.HTTPConnection(name)
    asked.sock = secure
    with contextlib.closing(asked):
        try:
            asked.request("GET", "/", headers={"User-Agent": "agent-bootstrap"})
            answer = asked.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise _with(problems.HTTP_BROKEN, str(error) or type(error).__name__, name, address) from error
        return answer.status, answer.headers.get("Date")


def _with(kind: ProblemKind, details: str, name: str, address: str) -> ProblemFoundError:
    return kind.error(f"{address}: {details}", name=name, address=address)
