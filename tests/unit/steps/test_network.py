"""The checks of the line, on a host whose connections lead to a real server on loopback."""

from __future__ import annotations

import dataclasses
import datetime
import email.utils
import http.server
import ssl
import threading
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest
import trustme

from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.host import Host
from agent_bootstrap.host.connections import Connections
from agent_bootstrap.host.resolver import Resolver
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.steps import network

ENDPOINT = Endpoint("ssm", ("localhost",))


@dataclasses.dataclass
class Behaviour:
    """How the endpoint answers."""

    offset: float = 0
    """Seconds by which its clock is ahead."""
    date: bool = True
    marks: bool = True


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def reaching(host: Host, behaviour: Behaviour, tmp_path: Path) -> Iterator[Host]:
    """The host, with `localhost` for an endpoint."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(403)
            if behaviour.date:
                self.send_header("Date", email.utils.formatdate(time.time() + behaviour.offset, usegmt=True))
            if behaviour.marks:
                self.send_header("x-amzn-RequestId", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    resolver = Resolver(host.files, host.name_servers)
    object.__setattr__(resolver, "first", lambda names: (names[0], ("127.0.0.1",)))
    yield dataclasses.replace(
        host, resolver=resolver, connections=Connections(server.server_address[1], str(tmp_path / "ca.pem"))
    )
    server.shutdown()
    server.server_close()


def look(check: Callable[[Host], Finding], host: Host) -> Finding:
    try:
        return check(host.looking())
    except ProblemFoundError as error:
        return Finding.of(error.problem)


def test_an_endpoint_that_answers_is_told_with_its_facts(reaching: Host) -> None:
    seen = look(network.Reaches(ENDPOINT).check, reaching)
    assert seen.status is Status.OK
    assert seen.facts["http_status"] == 403
    assert "trustme" in str(seen.facts["issuer"])


@pytest.mark.parametrize("offset", [-230, 0, 230])
def test_a_clock_within_four_minutes_agrees(reaching: Host, behaviour: Behaviour, offset: float) -> None:
    behaviour.offset = offset
    seen = look(network.Clock(ENDPOINT).check, reaching)
    assert seen.status is Status.OK
    assert isinstance(seen.facts["offset_seconds"], int)
    assert abs(seen.facts["offset_seconds"] + offset) <= 2


@pytest.mark.parametrize(("offset", "direction"), [(-300, "ahead of"), (300, "behind")])
def test_a_clock_that_aws_would_soon_refuse_needs_a_person(
    reaching: Host, behaviour: Behaviour, offset: float, direction: str
) -> None:
    behaviour.offset = offset
    seen = look(network.Clock(ENDPOINT).check, reaching)
    assert seen.status is Status.STUCK
    assert seen.problem is not None
    assert seen.problem.code == "clock-skew"
    assert f"s {direction} AWS's" in seen.reason
    assert str(datetime.datetime.now(datetime.timezone.utc).year) in seen.problem.details


def test_an_endpoint_without_a_clock_is_no_reason_for_an_alarm(reaching: Host, behaviour: Behaviour) -> None:
    behaviour.date = False
    seen = look(network.Clock(ENDPOINT).check, reaching)
    assert (seen.status, "tells no time" in seen.reason) == (Status.OK, True)


def test_awss_refusal_of_a_websocket_is_what_is_wanted_and_another_servers_is_not(
    reaching: Host, behaviour: Behaviour
) -> None:
    assert look(network.OpensWebSockets(ENDPOINT).check, reaching).facts["http_statuses"] == {"127.0.0.1": 403}
    behaviour.marks = False
    seen = look(network.OpensWebSockets(ENDPOINT).check, reaching)
    assert seen.problem is not None
    assert seen.problem.code == "websocket-blocked"


def test_the_trust_store_in_use_is_told(reaching: Host) -> None:
    seen = look(network.TrustStore().check, reaching)
    assert seen.facts["path"] == reaching.connections.certificates
