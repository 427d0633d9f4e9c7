"""Connections: each layer's fault, from real sockets and real certificates."""

from __future__ import annotations

import datetime
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from typing import Any, Callable, Iterator

import pytest
import trustme

from agent_bootstrap.host import connections, trust_store
from agent_bootstrap.host.connections import Connections
from agent_bootstrap.model.problem import Problem, ProblemFoundError

DAY = datetime.timedelta(days=1)


def problem(port: int, certificates: str, name: str = "localhost") -> Problem:
    with pytest.raises(ProblemFoundError) as error:
        Connections(port, certificates).https(name, "127.0.0.1")
    return error.value.problem


def code(port: int, certificates: str, name: str = "localhost") -> str:
    return problem(port, certificates, name).code


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def page(objects: Any) -> Callable[..., Any]:
    """Makes a handler that gives every request the same answer."""

    def made(status: int, body: str, **headers: str) -> Any:
        class Page(objects):  # type: ignore[misc]
            def do_GET(self) -> None:  # noqa: N802  the name that http.server calls
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body.encode())

        return Page

    return made


def test_an_endpoint_that_answers(serve: Callable[..., int], objects: Any, certificates: str) -> None:
    answer = Connections(serve(objects), certificates).https("localhost", "127.0.0.1")
    assert answer.http_status == 404
    assert answer.tls_version.startswith("TLSv1.")
    assert answer.date
    assert "trustme" in answer.issuer
    assert answer.segment_bytes > 1000


def test_nobody_listening_is_tcp_refused(certificates: str, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    assert code(port, certificates) == "tcp-refused"


def test_an_authority_of_the_site_is_named_as_the_interceptor(
    serve: Callable[..., int], objects: Any, certificates: str
) -> None:
    stranger = trustme.CA(organization_name="Corp Ltd", organization_unit_name="Corp Proxy CA").issue_cert("localhost")
    found = problem(serve(objects, stranger), certificates)
    assert found.code == "tls-intercepted"
    assert "issued by Corp Proxy CA (Corp Ltd), not by Amazon" in found.brief
    assert found.owner.value == "firewall"


@pytest.mark.parametrize("organization", ["Amazon", "Starfield Technologies, Inc."])
def test_an_authority_of_amazons_that_is_not_trusted_is_missing_on_this_server(
    serve: Callable[..., int], objects: Any, certificates: str, organization: str
) -> None:
    amazons = trustme.CA(organization_name=organization, organization_unit_name="Amazon RSA 2048 M02")
    found = problem(serve(objects, amazons.issue_cert("localhost")), certificates)
    assert found.code == "tls-root-missing"
    assert "Amazon RSA 2048 M02" in found.brief


def test_a_certificate_for_another_name(
    serve: Callable[..., int], objects: Any, certificates: str, authority: trustme.CA
) -> None:
    other = authority.issue_cert("kms.eu-west-1.amazonaws.com", *(f"{number}.example" for number in range(20)))
    found = problem(serve(objects, other), certificates)
    assert found.code == "tls-wrong-name"
    assert "another name: kms.eu-west-1.amazonaws.com, 0.example" in found.brief
    assert "and 15 more" in found.brief


def test_a_certificate_that_has_expired(
    serve: Callable[..., int], objects: Any, certificates: str, authority: trustme.CA
) -> None:
    old = authority.issue_cert("localhost", not_before=now() - 2 * DAY, not_after=now() - DAY)
    found = problem(serve(objects, old), certificates)
    assert (found.code, found.owner.value) == ("tls-expired", "firewall")
    assert "the endpoint's own clock says" in found.details


def test_a_certificate_that_is_not_valid_yet(
    serve: Callable[..., int], objects: Any, certificates: str, authority: trustme.CA
) -> None:
    new = authority.issue_cert("localhost", not_before=now() + DAY, not_after=now() + 2 * DAY)
    assert code(serve(objects, new), certificates) == "tls-not-yet-valid"


@pytest.mark.parametrize(("days", "direction"), [(-30, "ahead of"), (30, "behind")])
def test_a_certificate_that_is_valid_by_the_endpoints_own_clock_puts_it_down_to_this_servers(
    serve: Callable[..., int], objects: Any, certificates: str, authority: trustme.CA, days: int, direction: str
) -> None:
    there = now() + days * DAY

    class Elsewhen(objects):  # type: ignore[misc]
        def date_time_string(self, timestamp: Any = None) -> str:
            return there.strftime("%a, %d %b %Y %H:%M:%S GMT")

    shown = authority.issue_cert("localhost", not_before=there - DAY, not_after=there + DAY)
    found = problem(serve(Elsewhen, shown), certificates)
    assert (found.code, found.owner.value) == ("clock-skew", "server")
    assert direction in found.brief


def test_an_authority_with_a_small_flaw_is_trusted_as_go_trusts_it(certificates: str) -> None:
    flags = trust_store.context(certificates).verify_flags
    assert not flags & ssl.VERIFY_X509_STRICT


def test_a_listener_that_does_not_speak_tls_is_tls_broken(certificates: str, listener: socket.socket) -> None:
    def hang_up() -> None:
        accepted, _ = listener.accept()
        accepted.sendall(b"220 mail ready\r\n")
        accepted.close()

    threading.Thread(target=hang_up, daemon=True).start()
    assert code(listener.getsockname()[1], certificates) == "tls-broken"


def test_tls_without_an_http_answer_is_http_broken(serve: Callable[..., int], objects: Any, certificates: str) -> None:
    class Mute(objects):  # type: ignore[misc]
        def do_GET(self) -> None:  # noqa: N802  the name that http.server calls
            self.close_connection = True

    assert code(serve(Mute), certificates) == "http-broken"


def test_an_answer_that_drips_is_not_waited_for_without_end(
    serve: Callable[..., int], objects: Any, certificates: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dripping(objects):  # type: ignore[misc]
        def do_GET(self) -> None:  # noqa: N802  the name that http.server calls
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.05)

    monkeypatch.setattr(connections, "TOTAL_SECONDS", 1.0)
    started = time.monotonic()
    assert code(serve(Dripping), certificates) == "http-broken"
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    ("status", "body", "headers", "due"),
    [
        (200, "<html><title>Log in</title></html>", {"Content_Type": "text/html"}, "captive-portal"),
        (302, "", {"Location": "http://portal.corp.example/"}, "captive-portal"),
        (403, "<html><title>Blocked</title></html>", {"Content_Type": "text/html"}, "captive-portal"),
        (404, "<html><title>404 Not Found</title></html>", {"Server": "nginx"}, "http-not-aws"),
        (200, "OK", {}, "http-not-aws"),
        (502, "<html>Bad Gateway</html>", {"Content_Type": "text/html"}, "http-broken"),
    ],
)
def test_an_answer_that_is_not_awss_is_told_apart(
    serve: Callable[..., int], page: Any, certificates: str, status: int, body: str, headers: Any, due: str
) -> None:
    found = problem(serve(page(status, body, **headers)), certificates)
    assert found.code == due
    assert f"HTTP {status}" in found.details


def test_a_service_of_aws_that_is_unwell_is_reached(serve: Callable[..., int], page: Any, certificates: str) -> None:
    port = serve(page(503, "<html>Service Unavailable</html>", x_amzn_RequestId="1"))
    assert Connections(port, certificates).https("localhost", "127.0.0.1").http_status == 503


def test_several_addresses_are_looked_at_together_and_the_bad_one_is_named(
    serve: Callable[..., int], objects: Any, certificates: str
) -> None:
    class Slow(objects):  # type: ignore[misc]
        def do_GET(self) -> None:  # noqa: N802  the name that http.server calls
            time.sleep(0.5)
            super().do_GET()

    port = serve(Slow)
    reachable = Connections(port, certificates)
    started = time.monotonic()
    assert list(reachable.reach("localhost", ["127.0.0.1"] * 1)) == ["127.0.0.1"]
    with pytest.raises(ProblemFoundError) as error:
        # The server listens on one loopback address only.
        reachable.reach("localhost", ["127.0.0.9", "127.0.0.1"])
    assert time.monotonic() - started < 1.5
    assert error.value.problem.code == "tcp-refused"
    assert "127.0.0.9" in error.value.problem.brief
    assert error.value.problem.details.endswith("; 127.0.0.1 works")


def test_a_server_without_a_trust_store_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust_store, "BUNDLES", ("/nonexistent/ca.pem",))
    with pytest.raises(ProblemFoundError) as error:
        Connections().trust_store()
    assert error.value.problem.code == "trust-store-missing"


def test_a_network_without_a_route_is_tcp_no_route(certificates: str) -> None:
    # In a network namespace of its own there is nothing, not even a loopback that is up.
    program = (
        "from agent_bootstrap.host.connections import *\n"
        "try:\n"
        f"    Connections(443, {certificates!r}).https('localhost', '10.0.0.1')\n"
        "except ProblemFoundError as error:\n"
        "    print(error.problem.code)\n"
    )
    # Root needs no user namespace for it, and is refused one in a chroot.
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    alone = ["unshare", *user, "--net", sys.executable, "-c", program]
    assert subprocess.run(alone, capture_output=True, text=True, check=True).stdout == "tcp-no-route\n"
