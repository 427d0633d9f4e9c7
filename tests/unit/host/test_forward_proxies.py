"""Forward proxies, probed for real: the sandbox's proxy in front of an HTTPS server on loopback."""

from __future__ import annotations

import base64
import hashlib
import http.server
import socket
import ssl
import threading
from pathlib import Path
from typing import Callable, Iterator

import pytest
import trustme

from agent_bootstrap.diagnosis.proxies import Address
from agent_bootstrap.host.forward_proxies import ForwardProxies
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.sandbox.aws_side.forward_proxy import ForwardProxy
from agent_bootstrap.sandbox.aws_side.journal import Journal
from agent_bootstrap.sandbox.world import World

NAME = "localhost"


class Channels(http.server.BaseHTTPRequestHandler):
    """Agrees to every WebSocket."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        key = self.headers.get("Sec-WebSocket-Key", "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


Proxied = Callable[[str], tuple[ForwardProxies, Address]]


@pytest.fixture
def proxied(serve: Callable[..., int], authority: trustme.CA, certificates: str, tmp_path: Path) -> Iterator[Proxied]:
    endpoint = serve(Channels)
    made = []

    def start(how: str) -> tuple[ForwardProxies, Address]:
        own = trustme.CA() if how == "unknown" else authority
        shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own.issue_cert(NAME).configure_cert(shown)
        world = World(proxy="no-websocket" if how == "unknown" else how)
        proxy = ForwardProxy("127.0.0.1", 0, lambda: world, lambda _: shown, Journal(tmp_path / "requests.jsonl"))
        made.append(proxy)
        return ForwardProxies(endpoint, certificates), Address("http", "127.0.0.1", proxy.port)

    yield start
    for proxy in made:
        proxy.close()


def code(call: Callable[[], None]) -> tuple[str, str]:
    with pytest.raises(ProblemFoundError) as found:
        call()
    return found.value.problem.code, found.value.problem.details


def test_a_healthy_proxy_lets_connections_and_websockets_through(proxied: Proxied) -> None:
    probe, where = proxied("healthy")
    probe.lets_through(where, NAME)
    probe.upgrades(where, NAME, "/v1/control-channel/mi-0")


def test_a_proxy_that_refuses_is_quoted_with_its_status_line(proxied: Proxied) -> None:
    probe, where = proxied("no-connect")
    assert code(lambda: probe.lets_through(where, NAME)) == ("proxy-no-connect", "it says: HTTP/1.1 403 Forbidden")


def test_an_endpoint_that_the_proxy_does_not_find_is_told_by_the_proxy(proxied: Proxied) -> None:
    probe, where = proxied("healthy")
    name, details = code(lambda: probe.lets_through(where, "no-such-name.invalid"))
    assert (name, "502 Bad Gateway" in details) == ("proxy-no-connect", True)


def test_a_proxy_that_nobody_runs_is_told_apart_in_the_details() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        where = Address("http", "127.0.0.1", closed.getsockname()[1])
    name, details = code(lambda: ForwardProxies().lets_through(where, NAME))
    assert (name, "refused" in details) == ("proxy-no-connect", True)


def test_a_proxy_that_hangs_up_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            connection, _ = server.accept()
            connection.recv(100)
            connection.close()

        threading.Thread(target=hang_up, daemon=True).start()
        where = Address("http", "127.0.0.1", server.getsockname()[1])
        assert code(lambda: ForwardProxies().lets_through(where, NAME))[0] == "proxy-no-connect"


def test_a_proxy_that_looks_into_tls_and_refuses_upgrades_is_named(proxied: Proxied) -> None:
    probe, where = proxied("no-websocket")
    probe.lets_through(where, NAME)
    name, details = code(lambda: probe.upgrades(where, NAME, "/v1"))
    assert (name, details) == ("proxy-no-websocket", "GET /v1: HTTP 403, Server: sandbox-proxy, title: 403 Forbidden")


def test_a_proxy_that_looks_into_tls_with_an_authority_of_its_own_is_named_for_that(proxied: Proxied) -> None:
    probe, where = proxied("unknown")
    assert code(lambda: probe.upgrades(where, NAME, "/v1"))[0] == "tls-intercepted"


def test_a_plain_proxy_is_known_by_its_answer_to_tls(proxied: Proxied) -> None:
    probe, where = proxied("healthy")
    assert probe.is_plain(where)


def test_a_proxy_that_speaks_tls_or_does_not_answer_is_not_called_plain(serve: Callable[..., int]) -> None:
    assert not ForwardProxies().is_plain(Address("https", "127.0.0.1", serve(Channels)))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        where = Address("https", "127.0.0.1", closed.getsockname()[1])
    assert not ForwardProxies().is_plain(where)
