from __future__ import annotations

import email.utils
import json
import socket
import ssl
import time
from typing import Any

import pytest

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox.world import endpoint_name, vpce_name


@pytest.mark.parametrize("service", SERVICES)
def test_each_endpoint_shows_a_trusted_certificate_for_its_name_and_tells_the_time(aws: Any, service: str) -> None:
    reply = aws.call(service)
    assert reply.status < 500
    assert abs(email.utils.parsedate_to_datetime(reply.headers["Date"]).timestamp() - time.time()) < 5


def test_a_certificate_fits_the_endpoint_specific_names_and_no_foreign_ones(aws: Any) -> None:
    aws.connect("ssm", vpce_name("ssm")).close()
    aws.connect("s3", f"bucket.{vpce_name('s3')}").close()
    aws.connect("s3", f"a-bucket.{endpoint_name('s3')}").close()
    for service, name in (("ssm", endpoint_name("kms")), ("s3", vpce_name("s3"))):
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            aws.connect(service, name)


def test_an_unknown_authority_is_not_trusted_until_the_world_heals(aws: Any) -> None:
    aws.set_world(tls_unknown_ca=("ssm",))
    with pytest.raises(ssl.SSLCertVerificationError) as raised:
        aws.connect("ssm")
    assert raised.value.verify_code in (19, 20)
    aws.connect("kms").close()
    aws.set_world()
    aws.connect("ssm").close()


def test_refused_means_that_nobody_listens_and_open_connections_end(aws: Any) -> None:
    before = aws.connect("ssm")
    aws.set_world(tcp={"ssm": "refused"})
    with pytest.raises(ConnectionRefusedError):
        aws.connect("ssm")
    assert before.recv(1) == b""
    aws.set_world()
    assert aws.call("ssm").status == 404


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_are_refused(aws: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(aws.directory / "ca.pem")
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection((aws.addresses["ssm"], 8443), timeout=5) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname=endpoint_name("ssm"))


@pytest.mark.parametrize("service", ["ssm", "ssmmessages", "ec2messages", "kms", "logs"])
def test_a_browser_is_told_that_there_is_no_such_operation(aws: Any, service: str) -> None:
    reply = aws.call(service)
    assert reply.status == 404
    assert b"<UnknownOperationException/>" in reply.body
    assert reply.headers["x-amzn-RequestId"]


def test_an_unknown_operation_is_named_as_such(aws: Any) -> None:
    reply = aws.json_call("ssm", "AmazonSSM.BakeCake", {})
    assert (reply.status, reply.code) == (404, "UnknownOperationException")


def test_a_connection_carries_many_requests_also_chunked_and_with_expect(aws: Any) -> None:
    opened = aws.connection("kms")
    for _ in range(2):
        opened.request(
            "POST", "/", iter([b'{"a"', b": 1}"]), {"X-Amz-Target": "TrentService.Encrypt"}, encode_chunked=True
        )
        answer = opened.getresponse()
        assert (answer.status, json.loads(answer.read())["__type"]) == (400, "MissingAuthenticationTokenException")
    opened.close()
    raw = aws.connect("kms")
    raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    assert raw.recv(100).startswith(b"HTTP/1.1 100 ")
    raw.sendall(b"{}")
    assert raw.recv(100).startswith(b"HTTP/1.1 404 ")
    raw.close()


def test_what_is_no_http_is_a_bad_request(aws: Any) -> None:
    raw = aws.connect("ssm")
    raw.sendall(b"hello\r\n\r\n")
    assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
    raw.close()


def test_the_journal_names_service_operation_status_and_node(aws: Any) -> None:
    reply, _ = aws.register()
    aws.call("kms")
    first, second = aws.journal()
    assert first.pop("at").endswith("+00:00")
    assert first == {
        "service": "ssm",
        "operation": "RegisterManagedInstance",
        "status": 200,
        "node": reply.json()["InstanceId"],
    }
    assert (second["operation"], second["status"], "node" in second) == ("GET /", 404, False)
