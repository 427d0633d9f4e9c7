"""Name servers, asked one by one: what each says by itself, over UDP and over TCP."""

from __future__ import annotations

import concurrent.futures
import secrets
import socket
from typing import Callable, Mapping, Sequence

from agent_bootstrap.diagnosis import dns_messages
from agent_bootstrap.diagnosis.dns_messages import Answer
from agent_bootstrap.diagnosis.names import SILENT, Said
from agent_bootstrap.host.deadline import Deadline
from agent_bootstrap.model.component import component

SECONDS = 1.5
"""How long a name server may take; a forwarder to another site needs well under a second."""

_Ask = Callable[[bytes, str], Answer]


@component
class NameServers:
    """Asks name servers directly."""

    port: int = 53

    def say(self, servers: Sequence[str], name: str) -> Mapping[str, Said]:
        """Server -> what it says of a name's IPv4 addresses. All are asked at the same time."""
        return self._ask_all(servers, name, self._over_udp)

    def say_all(self, servers: Sequence[str], names: Sequence[str]) -> Sequence[Mapping[str, Said]]:
        """The same for several names at once, in their order."""
        if not names:
            return ()
        with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
            return tuple(pool.map(lambda name: self.say(servers, name), names))

    def say_over_tcp(self, servers: Sequence[str], name: str) -> Mapping[str, Said]:
        """The same over TCP, which the answers that do not fit into a datagram need."""
        return self._ask_all(servers, name, self._over_tcp)

    def _ask_all(self, servers: Sequence[str], name: str, ask: _Ask) -> Mapping[str, Said]:
        if not servers:
            return {}
        with concurrent.futures.ThreadPoolExecutor(len(servers)) as pool:
            return dict(zip(servers, pool.map(lambda server: _said(ask, name, server), servers)))

    def _over_udp(self, question: bytes, server: str) -> Answer:
        deadline = Deadline(SECONDS)
        with _connected(server, self.port, socket.SOCK_DGRAM, deadline) as stream:
            stream.send(question)
            answer = dns_messages.read(_datagram(stream, question, deadline))
        return self._over_tcp(question, server) if answer.truncated else answer

    def _over_tcp(self, question: bytes, server: str) -> Answer:
        deadline = Deadline(SECONDS)
        with _connected(server, self.port, socket.SOCK_STREAM, deadline) as stream:
            stream.sendall(len(question).to_bytes(2, "big") + question)
            length = int.from_bytes(_exactly(stream, 2, deadline), "big")
            message = _exactly(stream, length, deadline)
        if not dns_messages.answers(question, message):
            raise ValueError("the answer is to another question")
        return dns_messages.read(message)


def _said(ask: _Ask, name: str, server: str) -> Said:
    # A number that nobody can guess, so that nobody else can answer.
    question = dns_messages.question(secrets.randbits(16), name)
    try:
        answer = ask(question, server)
    except (OSError, ValueError):
        return Said(SILENT)
    return Said(answer.rcode, answer.addresses)


def _connected(server: str, port: int, kind: socket.SocketKind, deadline: Deadline) -> socket.socket:
    """A socket that hears from this server alone. Raises OSError."""
    family, *_, address = socket.getaddrinfo(server, port, type=kind, flags=socket.AI_NUMERICHOST)[0]
    stream = socket.socket(family, kind)
    try:
        stream.settimeout(deadline.left())
        stream.connect(address)
    except OSError:
        stream.close()
        raise
    return stream


def _datagram(stream: socket.socket, question: bytes, deadline: Deadline) -> bytes:
    """The answer; a late one to an earlier question is passed over."""
    while not deadline.over:
        stream.settimeout(deadline.left())
        message = stream.recv(dns_messages.LONGEST)
        if dns_messages.answers(question, message):
            return message
    raise TimeoutError("nothing but answers to other questions came")


def _exactly(stream: socket.socket, length: int, deadline: Deadline) -> bytes:
    received = b""
    while len(received) < length:
        stream.settimeout(deadline.left())
        more = b"" if deadline.over else stream.recv(length - len(received))
        if not more:
            raise ConnectionError(f"the answer ended {length - len(received)} bytes early")
        received += more
    return received
