"""A handshake that stalls: a line that loses large packets, one that is slow for once, and something that keeps silent."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from typing import Callable, Iterator

import pytest
import trustme

from agent_bootstrap.host import connections, path_mtu
from agent_bootstrap.host.connections import Connections
from agent_bootstrap.model.problem import Problem, ProblemFoundError

ANSWER = b"HTTP/1.1 404 Not Found\r\nx-amzn-RequestId: 1\r\nContent-Length: 0\r\n\r\n"

Choice = Callable[[int, int], bool]
"""Whether a connection is answered, by its number (from 0) and the largest segment that its client takes, in bytes."""


class Line:
    """A TLS server that answers only some connections, and leaves the others without a word."""

    def __init__(self, certificate: trustme.LeafCert, answers: Choice) -> None:
        self._answers = answers
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self._context)
        self._server = socket.create_server(("127.0.0.1", 0), backlog=20)
        self._held: list[socket.socket] = []
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for accepted in self._held:
            accepted.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                accepted, _ = self._server.accept()
                segment = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
                if self._answers(len(self._held), segment):
                    threading.Thread(target=self._converse, args=(accepted,), daemon=True).start()
                self._held.append(accepted)

    def _converse(self, accepted: socket.socket) -> None:
        with contextlib.suppress(OSError), self._context.wrap_socket(accepted, server_side=True) as secure:
            secure.recv(4096)
            secure.sendall(ANSWER)


@pytest.fixture
def line(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    monkeypatch.setattr(connections, "STALL_SECONDS", 0.4)
    lines: list[Line] = []

    def start(answers: Choice, certificate: trustme.LeafCert | None = None) -> int:
        lines.append(Line(certificate or authority.issue_cert("localhost"), answers))
        return lines[-1].port

    yield start
    for one in lines:
        one.close()


def problem(port: int, certificates: str) -> Problem:
    with pytest.raises(ProblemFoundError) as error:
        Connections(port, certificates).https("localhost", "127.0.0.1")
    return error.value.problem


@pytest.mark.parametrize(("limit", "usable"), [(1400, 1400), (1250, 1200), (600, 536)])
def test_a_line_that_loses_large_packets_is_told_with_the_largest_that_pass(
    line: Callable[..., int], certificates: str, limit: int, usable: int
) -> None:
    found = problem(line(lambda _, segment: segment <= limit), certificates)
    assert (found.code, found.owner.value, found.may_pass) == ("path-mtu-black-hole", "firewall", False)
    assert found.facts["segment_bytes"] == usable
    assert f"works with a TCP MSS of {usable}" in found.details


def test_a_handshake_that_was_slow_for_once_is_no_alarm(line: Callable[..., int], certificates: str) -> None:
    port = line(lambda number, _: number > 0)
    assert Connections(port, certificates).https("localhost", "127.0.0.1").http_status == 404


def test_a_bad_certificate_behind_a_slow_line_is_a_matter_of_the_certificate(
    line: Callable[..., int], certificates: str
) -> None:
    stranger = trustme.CA().issue_cert("localhost")
    assert problem(line(lambda number, _: number > 0, stranger), certificates).code == "tls-intercepted"


def test_a_bad_certificate_behind_a_small_line_is_still_a_small_line(
    line: Callable[..., int], certificates: str
) -> None:
    stranger = trustme.CA().issue_cert("localhost")
    found = problem(line(lambda _, segment: segment <= 1300, stranger), certificates)
    assert (found.code, found.facts["segment_bytes"]) == ("path-mtu-black-hole", 1300)


def test_silence_in_every_size_is_tls_silent_within_the_time_that_is_allowed(
    line: Callable[..., int], certificates: str
) -> None:
    started = time.monotonic()
    assert problem(line(lambda *_: False), certificates).code == "tls-silent"
    assert time.monotonic() - started < 0.4 + path_mtu.SECONDS + 0.5


def test_a_stall_and_its_second_try_fit_into_five_seconds() -> None:
    assert connections.TOTAL_SECONDS <= 5
    assert path_mtu.SECONDS <= 1.5
