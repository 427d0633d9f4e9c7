from __future__ import annotations

import email.utils
import http.client
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


@pytest.mark.parametrize(
    ("how", "codes"),
    [
        ("intercepted", (19, 20)),
        ("root-missing", (19, 20)),
        ("wrong-name", (62,)),
        ("expired", (10,)),
        ("not-yet-valid", (9,)),
    ],
)
def test_a_bad_certificate_is_bad_in_one_way_until_the_world_heals(aws: Any, how: str, codes: tuple[int, ...]) -> None:
    aws.set_world(tls={"ssm": how})
    with pytest.raises(ssl.SSLCertVerificationError) as raised:
        aws.connect("ssm")
    assert raised.value.verify_code in codes
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


def test_a_certificate_comes_with_its_authority_and_so_does_not_fit_into_one_packet(aws: Any) -> None:
    received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
    shaking = aws.trust.wrap_bio(received, sent, server_hostname=endpoint_name("ssm"))
    with pytest.raises(ssl.SSLWantReadError):
        shaking.do_handshake()
    with socket.create_connection((aws.addresses["ssm"], 8443), timeout=5) as plain:
        plain.sendall(sent.read())
        flight = plain.recv(65536)
    assert len(flight) > 1460


def test_something_that_takes_connections_may_keep_silent_or_speak_something_else(aws: Any) -> None:
    aws.set_world(tls={"ssm": "silent", "kms": "no-tls"})
    with socket.create_connection((aws.addresses["ssm"], 8443), timeout=0.2) as silent, pytest.raises(socket.timeout):
        silent.recv(1)
    with socket.create_connection((aws.addresses["kms"], 8443), timeout=5) as mail:
        assert mail.recv(100).startswith(b"220 ")


def test_a_stranger_answers_in_the_place_of_one_endpoint_and_aws_hears_nothing(aws: Any) -> None:
    aws.set_world(http={"ssm": "portal", "kms": "web-server", "logs": "hangs-up"})
    portal, web_server = aws.call("ssm"), aws.call("kms")
    assert (portal.status, portal.headers["Location"]) == (302, "http://portal.corp.example/login")
    assert (web_server.status, web_server.headers["Server"]) == (404, "nginx")
    with pytest.raises(http.client.RemoteDisconnected):
        aws.call("logs")
    assert "x-amzn-RequestId" in aws.call("monitoring").headers
    assert [line["service"] for line in aws.journal()] == ["monitoring"]


@pytest.mark.parametrize("how", ["forbidden", "dropped"])
def test_a_device_that_dislikes_websockets_lets_other_requests_pass(aws: Any, how: str) -> None:
    aws.set_world(websockets=how)
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    if how == "forbidden":
        assert aws.call("ssmmessages", headers=upgrade).headers["Server"] == "webfilter"
    else:
        with pytest.raises(http.client.RemoteDisconnected):
            aws.call("ssmmessages", headers=upgrade)
    assert "x-amzn-RequestId" in aws.call("ssmmessages").headers


def test_a_websocket_without_credentials_is_refused_by_aws_itself(aws: Any) -> None:
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    reply = aws.call("ssmmessages", target="/v1/control-channel/mi-00000000000000000", headers=upgrade)
    assert (reply.status, "x-amzn-RequestId" in reply.headers) == (403, True)


def test_the_endpoints_clock_may_differ_from_this_machines(aws: Any) -> None:
    aws.set_world(clock_offset=600)
    told = email.utils.parsedate_to_datetime(aws.call("ssm").headers["Date"]).timestamp()
    assert 595 < told - time.time() < 605
