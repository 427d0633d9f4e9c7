"""A real HTTPS server on loopback, with a CA of its own, whose behaviour a test chooses."""

from __future__ import annotations

import http.server
import ssl
import threading
from typing import Callable, ClassVar, Iterator

import pytest
import trustme

Handler = type[http.server.BaseHTTPRequestHandler]


class Server(http.server.ThreadingHTTPServer):
    """A server whose clients may hang up whenever they like."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of it."""


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA(key_type=trustme.KeyType.ECDSA)


@pytest.fixture(scope="session")
def certificates(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def serve(authority: trustme.CA) -> Iterator[Callable[..., int]]:
    servers = []

    def start(handler: Handler, certificate: trustme.LeafCert | None = None) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (certificate or authority.issue_cert("localhost", "127.0.0.1")).configure_cert(context)
        server = Server(("127.0.0.1", 0), handler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
        return int(server.server_address[1])

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def objects() -> type[ObjectHandler]:
    class Fresh(ObjectHandler):
        contents: ClassVar[dict[str, bytes | tuple[int, str]]] = {}
        asked: ClassVar[list[str]] = []

    return Fresh


class ObjectHandler(http.server.BaseHTTPRequestHandler):
    """Gives objects as S3 does: HEAD, GET, Range, ETag; may cut every transfer at one place."""

    protocol_version = "HTTP/1.1"
    contents: ClassVar[dict[str, bytes | tuple[int, str]]] = {}
    cut_at: ClassVar[int | None] = None
    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, *, with_body: bool) -> None:
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        self.asked.append(f"{self.command} {start}")
        content = self.contents.get(self.path, (404, "<Error><Code>NoSuchKey</Code></Error>"))
        if isinstance(content, tuple):
            status, body = content[0], content[1].encode()
            start = 0
        else:
            status, body = 206 if "Range" in self.headers else 200, content
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) - start))
        self.send_header("ETag", f'"{len(body)}"')
        self.send_header("x-amz-request-id", "0123456789ABCDEF")
        self.end_headers()
        if with_body:
            self.wfile.write(body[start : self.cut_at])
            if self.cut_at is not None:
                self.close_connection = True
