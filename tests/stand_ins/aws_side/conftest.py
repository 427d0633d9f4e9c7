"""A closed network on loopback addresses of its own, and a client that signs without AWS's libraries."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import hmac
import http.client
import json
import pathlib
import secrets
import socket
import ssl
import time
from typing import Any, Iterator, Mapping, Optional

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox import world as worlds
from agent_bootstrap.sandbox.aws_side import certificate_files, certificate_making
from agent_bootstrap.sandbox.aws_side.closed_network import ClosedNetwork

PORT = 8443


@dataclasses.dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json()["__type"])


@dataclasses.dataclass(frozen=True)
class Key:
    """An access key of an IAM user, of a role, or (with `rsa_key`) of a managed node."""

    id: str
    secret: str = ""
    token: Optional[str] = None
    rsa_key: Optional[rsa.RSAPrivateKey] = None

    def sign(self, text: str, scope: str) -> str:
        if self.rsa_key:
            scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
            return base64.b64encode(self.rsa_key.sign(text.encode(), scheme, hashes.SHA256())).decode()
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def signed_headers(
    key: Key, service: str, method: str, target: str, headers: Mapping[str, str], body: bytes, at: datetime.datetime
) -> dict[str, str]:
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{worlds.REGION}/{service}/aws4_request"
    sent = {**headers, "x-amz-date": stamp}
    if key.token:
        sent["x-amz-security-token"] = key.token
    lower = {name.lower(): value for name, value in sent.items()}
    names = ";".join(sorted(lower))
    path, _, query = target.partition("?")
    lines = [method, path, query, *(f"{name}:{lower[name]}" for name in sorted(lower)), "", names]
    canonical = "\n".join([*lines, hashlib.sha256(body).hexdigest()])
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    sent["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key.id}/{scope}, SignedHeaders={names}, Signature={key.sign(text, scope)}"
    )
    return sent


class Aws:
    """The network under test, seen by a client."""

    def __init__(self, directory: pathlib.Path, made: pathlib.Path) -> None:
        self.directory = directory
        (directory / certificate_files.FOLDER).symlink_to(made)
        octets = f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250) + 1}"
        self.addresses = {service: f"{octets}.{number}" for number, service in enumerate(SERVICES, start=11)}
        self.set_world()
        self.network = ClosedNetwork(directory, ((f"{octets}.2",), 0), self.addresses, PORT)
        self.name_server = (f"{octets}.2", self.network.name_servers[0].port)
        self.trust = ssl.create_default_context(cafile=str(directory / "ca.pem"))
        self.user = Key(worlds.ACCESS_KEY_ID, worlds.SECRET_ACCESS_KEY)

    def set_world(self, **changes: Any) -> None:
        beside = self.directory / "world.new"
        beside.write_text(worlds.World(**changes).to_json())
        beside.replace(self.directory / "world.json")
        if hasattr(self, "network"):
            self.network.look_again()

    def store(self, bucket: str, key: str, content: bytes) -> None:
        file = self.directory / "objects" / bucket / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def connect(self, service: str, host: Optional[str] = None) -> ssl.SSLSocket:
        plain = socket.create_connection((self.addresses[service], PORT), timeout=10)
        return self.trust.wrap_socket(plain, server_hostname=host or worlds.endpoint_name(service))

    def connection(self, service: str, host: Optional[str] = None) -> http.client.HTTPSConnection:
        opened = http.client.HTTPSConnection(host or worlds.endpoint_name(service))
        opened.sock = self.connect(service, host)
        return opened

    def call(
        self,
        service: str,
        method: str = "GET",
        target: str = "/",
        headers: Optional[Mapping[str, str]] = None,
        body: Any = b"",
        host: Optional[str] = None,
    ) -> Reply:
        opened = self.connection(service, host)
        opened.request(method, target, body=body or None, headers=dict(headers or {}))
        answer = opened.getresponse()
        reply = Reply(answer.status, dict(answer.headers.items()), answer.read())
        opened.close()
        return reply

    def sign(
        self,
        key: Key,
        service: str,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes,
        late: float = 0,
    ) -> dict[str, str]:
        at = datetime.datetime.fromtimestamp(time.time() - late, datetime.timezone.utc)
        with_host = {**headers, "host": worlds.endpoint_name(service)}
        return signed_headers(key, service, method, target, with_host, body, at)

    def json_call(
        self, service: str, target: str, content: Mapping[str, Any], key: Optional[Key] = None, late: float = 0
    ) -> Reply:
        body = json.dumps(content).encode()
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        if key:
            headers = self.sign(key, service, "POST", "/", headers, body, late)
        return self.call(service, "POST", "/", headers, body)

    def register(self, **changes: str) -> tuple[Reply, Key]:
        """Register a managed node, and the key that it signs with."""
        private = rsa.generate_private_key(65537, 2048)
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        content = {
            "ActivationId": worlds.ACTIVATION_ID,
            "ActivationCode": worlds.ACTIVATION_CODE,
            "PublicKey": base64.b64encode(public).decode(),
            "PublicKeyType": "Rsa",
            "Fingerprint": "fingerprint-1",
            **changes,
        }
        reply = self.json_call("ssm", "AmazonSSM.RegisterManagedInstance", content)
        return reply, Key(reply.json().get("InstanceId", ""), rsa_key=private)

    def give_token(self, node: Key, fingerprint: str = "fingerprint-1", late: float = 0) -> Reply:
        target = "AmazonSSM.RequestManagedInstanceRoleToken"
        return self.json_call("ssm", target, {"Fingerprint": fingerprint}, node, late)

    def role(self, node: Key) -> Key:
        token = self.give_token(node).json()
        return Key(token["AccessKeyId"], token["SecretAccessKey"], token["SessionToken"])

    def journal(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.directory / "requests.jsonl").read_text().splitlines()]

    def state(self) -> Any:
        return json.loads((self.directory / "ssm-state.json").read_text())


@pytest.fixture(scope="session")
def certificates_made(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    directory = tmp_path_factory.mktemp("made") / certificate_files.FOLDER
    certificate_making.make(directory)
    return directory


@pytest.fixture
def aws(tmp_path: pathlib.Path, certificates_made: pathlib.Path) -> Iterator[Aws]:
    made = Aws(tmp_path, certificates_made)
    yield made
    made.network.close()
