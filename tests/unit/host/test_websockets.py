"""Requests for WebSockets: AWS's refusal is a success, and everything else that can come is blamed on the way."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from agent_bootstrap.host import connections
from agent_bootstrap.host.connections import Connections
from agent_bootstrap.model.problem import Problem, ProblemFoundError

PATH = "/v1/control-channel/mi-00000000000000000?role=subscribe&stream=input"


@pytest.fixture
def answering(serve: Callable[..., int], objects: Any) -> Callable[..., int]:
    """Starts a server that answers requests for WebSockets with these bytes."""

    def start(answer: bytes, asked: dict[str, str] | None = None) -> int:
        class Answering(objects):  # type: ignore[misc]
            def do_GET(self) -> None:  # noqa: N802  the name that http.server calls
                if asked is not None:
                    asked.update({name.lower(): value for name, value in self.headers.items()}, path=self.path)
                self.wfile.write(answer)
                self.close_connection = True

        return serve(Answering)

    return start


def problem(port: int, certificates: str) -> Problem:
    with pytest.raises(ProblemFoundError) as error:
        Connections(port, certificates).upgrades("localhost", ["127.0.0.1"], PATH)
    return error.value.problem


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 403 Forbidden\r\nx-amzn-RequestId: 1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 34\r\n\r\n<AccessDeniedException/>          ",
        b"HTTP/1.1 503 Service Unavailable\r\nx-amzn-RequestId: 1\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_agreement_and_awss_own_refusal_prove_that_it_was_reached(
    answering: Callable[..., int], certificates: str, answer: bytes
) -> None:
    asked: dict[str, str] = {}
    port = answering(answer, asked)
    answers = Connections(port, certificates).upgrades("localhost", ["127.0.0.1"], PATH)
    assert answers["127.0.0.1"].status == int(answer[9:12])
    assert asked["path"] == PATH
    assert (asked["upgrade"], asked["connection"], asked["sec-websocket-version"]) == ("websocket", "Upgrade", "13")
    assert len(asked["sec-websocket-key"]) == 24


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "gets no answer"),
        (b"HTTP/1.1 403 Forbidden\r\nServer: filter\r\n\r\n<html><title>Blocked</title></html>", "title: Blocked"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", "HTTP 200"),
        (b"HTTP/1.1 200 OK\r\nx-amzn-RequestId: 1\r\nContent-Length: 0\r\n\r\n", "HTTP 200"),
        (b"SSH-2.0-OpenSSH\r\n", "gets no answer"),
    ],
)
def test_everything_else_is_blamed_on_the_way(
    answering: Callable[..., int], certificates: str, answer: bytes, words: str
) -> None:
    found = problem(answering(answer), certificates)
    assert (found.code, found.owner.value, found.may_pass) == ("websocket-blocked", "firewall", False)
    assert words in found.brief


def test_silence_is_not_waited_for_without_end(
    serve: Callable[..., int], objects: Any, certificates: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    over = threading.Event()

    class Silent(objects):  # type: ignore[misc]
        def do_GET(self) -> None:  # noqa: N802  the name that http.server calls
            over.wait(10)
            self.close_connection = True

    monkeypatch.setattr(connections, "TOTAL_SECONDS", 0.5)
    found = problem(serve(Silent), certificates)
    over.set()
    assert found.code == "websocket-blocked"
    assert "no answer came in time" in found.details


def test_a_problem_of_a_layer_below_keeps_its_own_name(certificates: str) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert problem(port, certificates).code == "tcp-refused"
