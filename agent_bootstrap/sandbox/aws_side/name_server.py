"""A name server answers over UDP and TCP on one address: one of the site's, or one of the Route 53 Resolver inbound endpoint."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import Callable, Mapping, Optional

import dns.exception
import dns.message

from agent_bootstrap.sandbox.aws_side import dns_answers
from agent_bootstrap.sandbox.aws_side.dns_answers import TCP, UDP
from agent_bootstrap.sandbox.aws_side.listeners import Listener
from agent_bootstrap.sandbox.world import World

PLAIN_UDP_BYTES = 512
"""The longest answer for a client that does not speak of EDNS (RFC 1035, 2.3.4)."""

TCP_BYTES = 65535
"""What the two bytes of length in front of a message on TCP can say (RFC 1035, 4.2.2)."""


class NameServer:
    """Listens from the start. Port 0 takes any port that is free for both protocols. Raises OSError."""

    def __init__(self, address: str, port: int, world: Callable[[], World], addresses: Mapping[str, str]) -> None:
        self._address = address
        self._world = world
        self._addresses = addresses
        self._tcp = Listener(address, port, self._serve_tcp)
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((address, self.port))
        threading.Thread(target=self._serve_udp, daemon=True).start()

    @property
    def port(self) -> int:
        """The port of both sockets."""
        return self._tcp.port

    def close(self) -> None:
        """Stop answering."""
        self._tcp.close()
        # Linux says "not connected" and still wakes the thread that waits for a datagram.
        with contextlib.suppress(OSError):
            self._udp.shutdown(socket.SHUT_RDWR)
        self._udp.close()

    def _serve_udp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                question, client = self._udp.recvfrom(TCP_BYTES)
                answer = self._answer(question, UDP)
                if answer is not None:
                    self._udp.sendto(answer, client)

    def _serve_tcp(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            while True:
                length = stream.read(2)
                if len(length) < 2:
                    return
                question = stream.read(struct.unpack("!H", length)[0])
                answer = self._answer(question, TCP)
                if answer is not None:
                    connection.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, question: bytes, transport: str) -> Optional[bytes]:
        try:
            query = dns.message.from_wire(question)
            response = dns_answers.answer(query, self._world(), self._addresses, self._address, transport)
        except dns.exception.DNSException:
            # What is no question gets no answer.
            return None
        if response is None:
            return None
        return dns_answers.to_wire(response, max(PLAIN_UDP_BYTES, query.payload) if transport == UDP else TCP_BYTES)
