"""Forward proxies: whether one speaks TLS itself, opens connections for this server, and lets a WebSocket through."""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import Iterator, Optional

from agent_bootstrap.diagnosis import foreign_words, http_answers
from agent_bootstrap.diagnosis.proxies import Address
from agent_bootstrap.host import tls, trust_store, websockets
from agent_bootstrap.host.deadline import Deadline
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problems import connection, proxy

TOTAL_SECONDS = 8.0
"""How long a proxy may take for everything: twice the way of a direct connection, whose limit is 5 s, and a name to resolve."""

_HEAD_BYTES = 16 * 1024
"""The longest answer to CONNECT that is read. A refusal's page may follow its head."""


@component
class ForwardProxies:
    """Talks to proxies as the agents do."""

    port: int = 443
    """Of the endpoints behind the proxy."""
    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""

    def is_plain(self, where: Address) -> bool:
        """Whether it answers a TLS handshake with something that is no TLS. In doubt, as in silence, it is not said to."""
        deadline = Deadline(TOTAL_SECONDS)
        try:
            plain = socket.create_connection((where.host, where.port), timeout=deadline.left())
            with plain, tls.shake_hands(plain, tls.trusting_anybody(), where.host, deadline.left()):
                return False
        except ssl.SSLError as error:
            return error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
        except OSError:
            return False

    def lets_through(self, where: Address, name: str) -> None:
        """Have it open a connection to an endpoint. Raises proxy-no-connect."""
        with self._tunnel(where, name, Deadline(TOTAL_SECONDS)):
            pass

    def upgrades(self, where: Address, name: str, path: str) -> None:
        """Open a WebSocket through it. Raises proxy-no-websocket, proxy-no-connect or tls-intercepted."""
        deadline = Deadline(TOTAL_SECONDS)
        with self._tunnel(where, name, deadline) as stream:
            try:
                with tls.shake_hands(stream, trust_store.context(self.certificates), name, deadline.left()) as secure:
                    answer = websockets.upgrade(secure, name, path, deadline)
            except ssl.SSLCertVerificationError as error:
                raise connection.TLS_INTERCEPTED.error(
                    f"through the proxy {_shown(where)}: {error.verify_message}",
                    name=name,
                    address=where.host,
                    issuer="somebody on the proxy's way",
                ) from error
            except (OSError, ValueError) as error:
                raise proxy.NO_WEBSOCKET.error(str(error), proxy=_shown(where), name=name) from error
        if not websockets.arrived(answer):
            raise proxy.NO_WEBSOCKET.error(f"GET {path}: {answer.words}", proxy=_shown(where), name=name)

    @contextlib.contextmanager
    def _tunnel(self, where: Address, name: str, deadline: Deadline) -> Iterator[socket.socket]:
        """The connection to an endpoint that the proxy opens."""
        try:
            stream = socket.create_connection((where.host, where.port), timeout=deadline.left())
        except OSError as error:
            raise proxy.NO_CONNECT.error(
                f"no connection to the proxy: {error}", proxy=_shown(where), name=name
            ) from error
        with stream:
            try:
                said = _connect(stream, f"{name}:{self.port}", deadline)
                status = http_answers.parse(said).status
            except (OSError, ValueError) as error:
                raise proxy.NO_CONNECT.error(str(error), proxy=_shown(where), name=name) from error
            if status != 200:
                line = foreign_words.shown(said.partition(b"\r\n")[0].decode("latin-1"))
                raise proxy.NO_CONNECT.error(f"it says: {line}", proxy=_shown(where), name=name)
            yield stream


def _connect(stream: socket.socket, target: str, deadline: Deadline) -> bytes:
    """Ask for a connection, and read the answer's head. After a 200, the first byte behind it is the endpoint's."""
    stream.sendall(
        f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: agent-bootstrap\r\n\r\n".encode("ascii")
    )
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _HEAD_BYTES:
        stream.settimeout(deadline.left())
        more = stream.recv(1)
        if not more:
            raise ConnectionError("it closed the connection without an answer")
        head += more
    return head


def _shown(where: Address) -> str:
    return f"{where.scheme}://{where.host}:{where.port}"
