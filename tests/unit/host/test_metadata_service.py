"""Whatever answers HTTP where EC2's metadata service would is seen; silence and refusals are as they should be."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from typing import Iterator

import pytest

from agent_bootstrap.host.metadata_service import MetadataService


class Metadata(http.server.BaseHTTPRequestHandler):
    server_version = "lab-metadata/1.0"

    def do_GET(self) -> None:
        body = b"<html>blocked</html>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Metadata) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def test_an_error_page_is_an_answer_too(port: int) -> None:
    answer = MetadataService("127.0.0.1", port).answer()
    assert answer is not None
    assert answer.status == 403
    assert "Server: lab-metadata/1.0" in answer.words


def test_a_refusal_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert MetadataService("127.0.0.1", port).answer() is None


def test_silence_is_waited_for_one_second_and_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        assert MetadataService("127.0.0.1", silent.getsockname()[1]).answer() is None
        assert time.monotonic() - started < 2


def test_what_speaks_no_http_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            connection.sendall(b"220 mail.corp.example ESMTP\r\n\r\n")
            connection.close()

        threading.Thread(target=greet, daemon=True).start()
        assert MetadataService("127.0.0.1", server.getsockname()[1]).answer() is None
