"""A host for the stand-in agents (their packages unpacked below a directory) and a small TLS server that plays AWS."""

from __future__ import annotations

import dataclasses
import gzip
import http.server
import json
import os
import ssl
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping

import pytest
import trustme

from agent_bootstrap.sandbox.agents import package_tree, packages
from agent_bootstrap.sandbox.world import CLOUDWATCH_BUCKET, SSM_BUCKET

CODE = "SandboxActivationCode1"
ACTIVATION = "5a0db0c5-7e57-4b0c-8a11-0123456789ab"
NODE = "mi-0123456789abcdef0"


@dataclasses.dataclass
class Received:
    """One request."""

    operation: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self.body)
        return values

    def fields(self) -> dict[str, str]:
        body = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return dict(urllib.parse.parse_qsl(body.decode()))


class Aws:
    """AWS, as far as the tests need it. `answers` maps an operation to status and body."""

    def __init__(self, authority: trustme.CA, **validity: Any) -> None:
        self.received: list[Received] = []
        self.answers: dict[str, tuple[int, Any]] = {
            "RegisterManagedInstance": (200, {"InstanceId": NODE}),
            "RequestManagedInstanceRoleToken": (200, role_token()),
        }
        handler = type("Handler", (_Handler,), {"aws": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", **validity).configure_cert(context)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.endpoint = f"localhost:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def asked(self, operation: str) -> list[Received]:
        return [request for request in self.received if request.operation == operation]

    def wait_for(self, operation: str, seconds: float = 20) -> Received:
        wait_until(lambda: bool(self.asked(operation)), seconds)
        return self.asked(operation)[0]


class _Handler(http.server.BaseHTTPRequestHandler):
    aws: Aws
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self._chunks() if "chunked" in self.headers.get("Transfer-Encoding", "") else self._sized()
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Received("", self.path, headers, body)
        request.operation = headers.get("x-amz-target", "").rpartition(".")[2] or request.fields().get(
            "Action", self.path
        )
        self.aws.received.append(request)
        status, answer = self.aws.answers.get(request.operation, (200, {}))
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    def _sized(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _chunks(self) -> bytes:
        found = b""
        while True:
            size = int(self.rfile.readline(), 16)
            found += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return found

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Stay silent."""


def role_token(lifetime: float = 3600) -> dict[str, Any]:
    return {
        "AccessKeyId": "ASIAEXAMPLE",
        "SecretAccessKey": "secret",
        "SessionToken": "token",
        "TokenExpirationDate": time.time() + lifetime,
        "UpdateKeyPair": False,
    }


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@dataclasses.dataclass
class Host:
    """A directory in which both packages are unpacked, and everything that runs there."""

    root: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[str]]

    def at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def text(self, path: str) -> str:
        return self.at(path).read_text(encoding="utf-8") if self.at(path).exists() else ""

    def write(self, path: str, text: str) -> Path:
        self.at(path).parent.mkdir(parents=True, exist_ok=True)
        self.at(path).write_text(text, encoding="utf-8")
        return self.at(path)

    def run(
        self, program: str, *arguments: str, answer: str = "", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.at(program)), *arguments],
            check=False,
            capture_output=True,
            text=True,
            input=answer,
            env={**self.environment, **variables},
            timeout=60,
        )

    def start(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [str(self.at(program)), *arguments], env=self.environment, text=True, stdout=subprocess.DEVNULL
        )
        self.started.append(process)
        return process

    def configure_ssm(self, aws: Aws, **sections: Any) -> None:
        values = {"Ssm": {"Endpoint": aws.endpoint}, "Mgs": {"Endpoint": aws.endpoint}, **sections}
        self.write("/etc/amazon/ssm/amazon-ssm-agent.json", json.dumps(values))

    def register(self, *more: str, code: str = CODE, answer: str = "") -> subprocess.CompletedProcess[str]:
        arguments = ("-register", *more, "-id", ACTIVATION, "-code", code, "-region", "eu-west-1")
        return self.run("/usr/bin/amazon-ssm-agent", *arguments, answer=answer)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_and_publish("deb", tmp_path_factory.mktemp("published"))


def build_and_publish(family: str, directory: Path) -> Path:
    built = directory / "keys"
    packages.build(package_tree.this_interpreter(), family, built)
    packages.publish(built, family, directory / "objects")
    return directory


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def aws(authority: trustme.CA) -> Iterator[Aws]:
    service = Aws(authority)
    yield service
    service.close()


@pytest.fixture
def host(tmp_path: Path, published: Path, authority: trustme.CA) -> Iterator[Host]:
    root = tmp_path / "host"
    for bucket in (SSM_BUCKET, CLOUDWATCH_BUCKET):
        package = next((published / "objects" / bucket).rglob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(package), str(root)], check=True)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    environment = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "HOME": "/root",
        "AGENT_STAND_IN_ROOT": str(root),
        "AGENT_STAND_IN_PACE": "0.02",
        "SSL_CERT_FILE": str(tmp_path / "ca.pem"),
    }
    made = Host(root, environment, [])
    made.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
    yield made
    for process in made.started:
        process.terminate()
        process.wait(20)
