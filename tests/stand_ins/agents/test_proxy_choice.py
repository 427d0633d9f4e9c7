"""The stand-ins choose their proxy as Go programs do; the cases are those of the documentation of golang.org/x/net/http/httpproxy."""

from __future__ import annotations

import socket
import threading
from typing import Iterator

import pytest

from agent_bootstrap.sandbox.agents import dialling
from agent_bootstrap.sandbox.agents.go_words import GoError
from agent_bootstrap.sandbox.agents.proxy_choice import Proxy, proxy_for

HOST = "ssm.eu-west-1.amazonaws.com"


@pytest.fixture(autouse=True)
def no_proxy_of_the_tests_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_a_variable_it_goes_by_itself() -> None:
    assert proxy_for(HOST, 443) is None


@pytest.mark.parametrize(
    ("value", "proxy"),
    [
        ("http://proxy.corp.example:3128", Proxy("proxy.corp.example", 3128, is_https=False)),
        ("proxy.corp.example:3128", Proxy("proxy.corp.example", 3128, is_https=False)),
        ("http://proxy.corp.example", Proxy("proxy.corp.example", 80, is_https=False)),
        ("https://proxy.corp.example", Proxy("proxy.corp.example", 443, is_https=True)),
    ],
)
def test_the_variable_says_where(monkeypatch: pytest.MonkeyPatch, value: str, proxy: Proxy) -> None:
    monkeypatch.setenv("https_proxy", value)
    assert proxy_for(HOST, 443) == proxy


def test_the_capitals_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://one:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://two:2")
    assert proxy_for(HOST, 443) == Proxy("two", 2, is_https=False)


@pytest.mark.parametrize(
    ("no_proxy", "host", "excepted"),
    [
        ("amazonaws.com", HOST, True),
        (".amazonaws.com", HOST, True),
        ("*.amazonaws.com", HOST, True),
        ("*", HOST, True),
        (f"localhost, {HOST.upper()}", HOST, True),
        (f"{HOST}:443", HOST, True),
        (f"{HOST}:8443", HOST, False),
        (f".{HOST}", HOST, False),
        ("zonaws.com", HOST, False),
        ("10.0.0.0/8", HOST, False),
        ("10.0.0.0/8", "10.20.1.11", True),
        ("10.20.1.11", "10.20.1.11", True),
        ("", "localhost", True),
        ("", "127.0.0.1", True),
    ],
)
def test_exceptions(monkeypatch: pytest.MonkeyPatch, no_proxy: str, host: str, excepted: bool) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.corp.example:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    assert (proxy_for(host, 443) is None) is excepted


@pytest.fixture
def answering() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "Forbidden"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "Proxy Authentication Required"),
        (b"", "unexpected EOF"),
    ],
)
def test_a_refusal_is_told_in_the_proxys_words_alone(
    monkeypatch: pytest.MonkeyPatch, answering: socket.socket, answer: bytes, words: str
) -> None:
    def serve() -> None:
        connection, _ = answering.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{answering.getsockname()[1]}")
    with pytest.raises(GoError, match=f"^{words}$"):
        dialling.dial(HOST, 443)


@pytest.mark.parametrize(
    ("scheme", "words"),
    [("http", "proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused"), ("https", "proxyconnect tcp: ")],
)
def test_a_proxy_that_nobody_runs_is_told_as_such(monkeypatch: pytest.MonkeyPatch, scheme: str, words: str) -> None:
    monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:1")
    with pytest.raises(GoError, match=words):
        dialling.dial(HOST, 443)


def test_tls_is_spoken_to_a_proxy_of_that_scheme(monkeypatch: pytest.MonkeyPatch, answering: socket.socket) -> None:
    def serve() -> None:
        connection, _ = answering.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    monkeypatch.setenv("https_proxy", f"https://127.0.0.1:{answering.getsockname()[1]}")
    with pytest.raises(GoError, match=r"^proxyconnect tcp: tls: first record does not look like a TLS handshake$"):
        dialling.dial(HOST, 443)
