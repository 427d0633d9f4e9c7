"""Connections: each layer's fault, from real sockets and real certificates."""

from __future__ import annotations

import datetime
import os
import socket
import subprocess
import sys
import threading
from typing import Any, Callable, Iterator

import pytest
import trustme

from agent_bootstrap.host.connections import Connections
from agent_bootstrap.model.problem import ProblemFoundError


def code(port: int, certificates: str, name: str = "localhost") -> str:
    with pytest.raises(ProblemFoundError) as error:
        Connections(port, certificates).https(name, "127.0.0.1")
    return error.value.problem.code


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_an_endpoint_that_answers(serve: Callable[..., int], objects: Any, certificates: str) -> None:
    answer = Connections(serve(objects), certificates).https("localhost", "127.0.0.1")
    assert answer.http_status == 404
    assert answer.tls_version.startswith("TLSv1.")
    assert answer.date


def test_nobody_listening_is_tcp_refused(certificates: str, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    assert code(port, certificates) == "tcp-refused"


def test_an_authority_that_is_not_trusted(serve: Callable[..., int], objects: Any, certificates: str) -> None:
    stranger = trustme.CA().issue_cert("localhost")
    assert code(serve(objects, stranger), certificates) == "tls-unknown-ca"


def test_a_certificate_for_another_name(
    serve: Callable[..., int], objects: Any, certificates: str, authority: trustme.CA
) -> None:
    other = authority.issue_cert("ssm.eu-west-1.amazonaws.com")
    assert code(serve(objects, other), certificates) == "tls-wrong-name"


def test_a_certificate_that_has_expired(
    serve: Callable[..., int], objects: Any, certificates: str, authority: trustme.CA
) -> None:
    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    old = authority.issue_cert("localhost", not_after=past, not_before=past - datetime.timedelta(days=1))
    assert code(serve(objects, old), certificates) == "tls-expired"


def test_a_certificate_that_is_not_valid_yet(
    serve: Callable[..., int], objects: Any, certificates: str, authority: trustme.CA
) -> None:
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    new = authority.issue_cert("localhost", not_before=soon, not_after=soon + datetime.timedelta(days=1))
    assert code(serve(objects, new), certificates) == "tls-not-yet-valid"


def test_a_listener_that_does_not_speak_tls_is_tls_broken(certificates: str, listener: socket.socket) -> None:
    def hang_up() -> None:
        accepted, _ = listener.accept()
        accepted.sendall(b"220 mail ready\r\n")
        accepted.close()

    threading.Thread(target=hang_up, daemon=True).start()
    assert code(listener.getsockname()[1], certificates) == "tls-broken"


def test_tls_without_an_http_answer_is_http_broken(serve: Callable[..., int], objects: Any, certificates: str) -> None:
    class Mute(objects):  # type: ignore[misc]
        def do_GET(self) -> None:  # noqa: N802  the name that http.server calls
            self.close_connection = True

    assert code(serve(Mute), certificates) == "http-broken"


def test_a_network_without_a_route_is_tcp_no_route(certificates: str) -> None:
    # In a network namespace of its own there is nothing, not even a loopback that is up.
    program = (
        "from agent_bootstrap.host.connections import *\n"
        "try:\n"
        f"    Connections(443, {certificates!r}).https('localhost', '10.0.0.1')\n"
        "except ProblemFoundError as error:\n"
        "    print(error.problem.code)\n"
    )
    # Root needs no user namespace for it, and is refused one in a chroot.
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    alone = ["unshare", *user, "--net", sys.executable, "-c", program]
    assert subprocess.run(alone, capture_output=True, text=True, check=True).stdout == "tcp-no-route\n"
