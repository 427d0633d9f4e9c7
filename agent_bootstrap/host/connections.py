"""Connections: how an endpoint answers on its addresses, layer by layer, within a bounded time."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import socket
import ssl
import time
from typing import Callable, Mapping, Optional, Sequence, TypeVar, Union

from agent_bootstrap.diagnosis.http_answers import HttpAnswer
from agent_bootstrap.host import http_exchange, path_mtu, tcp, tls, trust_store, websockets
from agent_bootstrap.host.deadline import Deadline
from agent_bootstrap.host.refused_certificates import RefusedCertificates
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError, ProblemKind
from agent_bootstrap.model.problems import connection as problems
from agent_bootstrap.model.value_object import value_object

TOTAL_SECONDS = 5.0
"""How long one address may take for everything. A healthy one is done after four journeys, most of which take under 50 ms."""

STALL_SECONDS = 2.0
"""How long TLS may take on a line that has just carried a TCP handshake: one lost packet is sent again after 1 s (RFC 6298)."""

Outcome = TypeVar("Outcome")


@value_object
class Answer:
    """How an endpoint answered."""

    http_status: int
    date: Optional[str]
    """Its `Date:` header."""
    connect_milliseconds: int
    tls_version: str
    issuer: str
    """Who issued its certificate."""
    segment_bytes: int
    """The largest packet that either side sends, in bytes beside its headers."""


@value_object
class _Secure:
    """A TLS connection, and how it came about."""

    stream: ssl.SSLSocket
    connect_milliseconds: int
    segment_bytes: int
    deadline: Deadline


@component
class Connections:
    """Opens connections, as the agents do."""

    port: int = 443
    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""

    def trust_store(self) -> str:
        """The file with the certificates that this server trusts. Raises the problem trust-store-missing."""
        return self.certificates or trust_store.bundle()

    def reach(self, name: str, addresses: Sequence[str]) -> Mapping[str, Answer]:
        """Connect to each address at the same time. Raises the first one's problem of model/problems/connection.py."""
        return _each(addresses, lambda address: self.https(name, address))

    def upgrades(self, name: str, addresses: Sequence[str], path: str) -> Mapping[str, HttpAnswer]:
        """Ask each address for a WebSocket at the same time. Raises the first one's problem, websocket-blocked above all."""
        return _each(addresses, lambda address: self.upgrade(name, address, path))

    def https(self, name: str, address: str) -> Answer:
        """Connect to one address as `name` and ask for `/`. Raises a problem of model/problems/connection.py."""
        secure = self._connect(name, address)
        with secure.stream as stream:
            try:
                answer = http_exchange.get(stream, name, "/", {}, secure.deadline)
            except (OSError, ValueError) as error:
                raise _with(problems.HTTP_BROKEN, str(error), name, address) from error
            issuer = tls.issuer(stream)
            if not answer.by_aws:
                raise _not_aws(answer, issuer, name, address)
            return Answer(
                answer.status,
                answer.headers.get("date"),
                secure.connect_milliseconds,
                stream.version() or "unknown",
                issuer,
                secure.segment_bytes,
            )

    def upgrade(self, name: str, address: str, path: str) -> HttpAnswer:
        """Ask one address for a WebSocket. Raises websocket-blocked, or a problem of a layer below."""
        secure = self._connect(name, address)
        with secure.stream as stream:
            try:
                answer = websockets.upgrade(stream, name, path, secure.deadline)
            except (OSError, ValueError) as error:
                raise _with(problems.WEBSOCKET_BLOCKED, str(error), name, address, how="gets no answer") from error
        if not websockets.arrived(answer):
            how = f"is answered by something other than AWS ({answer.words})"
            raise _with(problems.WEBSOCKET_BLOCKED, f"GET {path}: {answer.words}", name, address, how=how)
        return answer

    def _connect(self, name: str, address: str) -> _Secure:
        context = trust_store.context(self.certificates)
        deadline, started = Deadline(TOTAL_SECONDS), time.monotonic()
        plain = tcp.connect(name, address, self.port, deadline)
        milliseconds, segment_bytes = round((time.monotonic() - started) * 1000), tcp.segment_bytes(plain)
        try:
            stream = self._shake_hands(plain, context, name, address, deadline, milliseconds)
        except ssl.SSLCertVerificationError as error:
            raise RefusedCertificates(self.port).problem(name, address, error, deadline) from error
        except OSError as error:
            raise _with(problems.TLS_BROKEN, str(error), name, address) from error
        return _Secure(stream, milliseconds, segment_bytes, deadline)

    def _shake_hands(
        self,
        plain: socket.socket,
        context: ssl.SSLContext,
        name: str,
        address: str,
        deadline: Deadline,
        milliseconds: int,
    ) -> ssl.SSLSocket:
        """The TLS connection, from the first try or the second. Raises OSError and the problems of a stall."""
        try:
            return tls.shake_hands(plain, context, name, deadline.left(STALL_SECONDS))
        except socket.timeout:
            again = path_mtu.second_try(name, address, self.port, context, deadline)
        if isinstance(again.as_before, ssl.SSLSocket):
            return again.as_before
        if isinstance(again.as_before, ssl.SSLCertVerificationError):
            raise again.as_before
        seen = f"TCP opened in {milliseconds} ms, the TLS handshake stalled for {STALL_SECONDS:g} s"
        if again.usable is None:
            sizes = ", ".join(map(str, path_mtu.SEGMENTS))
            raise _with(problems.TLS_SILENT, f"{seen}, and so it did with a TCP MSS of {sizes}", name, address)
        raise _with(
            problems.PATH_MTU_BLACK_HOLE,
            f"{seen}, stalled again without a limit, and works with a TCP MSS of {again.usable}",
            name,
            address,
            segment_bytes=again.usable,
        )


def _each(addresses: Sequence[str], look: Callable[[str], Outcome]) -> Mapping[str, Outcome]:
    """What each address gives. Raises the first problem, with a word on those addresses that have none."""

    def settle(address: str) -> Union[Outcome, ProblemFoundError]:
        try:
            return look(address)
        except ProblemFoundError as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(len(addresses)) as pool:
        seen = dict(zip(addresses, pool.map(settle, addresses)))
    good = {address: outcome for address, outcome in seen.items() if not isinstance(outcome, ProblemFoundError)}
    for outcome in seen.values():
        if isinstance(outcome, ProblemFoundError):
            also = f"; {', '.join(good)} works" if good else ""
            raise ProblemFoundError(
                dataclasses.replace(outcome.problem, details=outcome.problem.details + also)
            ) from outcome
    return good


def _not_aws(answer: HttpAnswer, issuer: str, name: str, address: str) -> ProblemFoundError:
    """Who answered in AWS's place. A server error may be a gateway's that waits for AWS, so it is tried again."""
    details = f"{answer.words}; nothing in it is AWS's; the certificate was issued by {issuer}"
    if answer.status >= 500 and not answer.is_page:
        return _with(problems.HTTP_BROKEN, details, name, address)
    kind = problems.CAPTIVE_PORTAL if answer.is_page else problems.HTTP_NOT_AWS
    return _with(kind, details, name, address, answer=answer.words)


def _with(kind: ProblemKind, details: str, name: str, address: str, **more: object) -> ProblemFoundError:
    return kind.error(f"{address}: {details}", name=name, address=address, **more)
