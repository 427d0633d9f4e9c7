"""The resolver's verdicts, from real name servers on loopback."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Callable, Iterator, Optional

import dns.flags
import dns.message
import dns.rcode
import pytest

from agent_bootstrap.diagnosis import names
from agent_bootstrap.host import local
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.name_servers import NameServers
from agent_bootstrap.host.one_look import Memory
from agent_bootstrap.host.remembered_names import RememberedNameServers, RememberedResolver
from agent_bootstrap.host.resolver import Resolver
from agent_bootstrap.model.problem import ProblemFoundError

UNKNOWN = "no-such-name.invalid"
"""Reserved by RFC 6761: the system's own resolver never finds it, so the cause is looked for."""


@pytest.fixture
def resolver_with(tmp_path: Path) -> Iterator[Callable[[Optional[dns.rcode.Rcode]], Resolver]]:
    sockets = []

    def start(rcode: Optional[dns.rcode.Rcode]) -> Resolver:
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 0))
        sockets.append(server)
        if rcode is not None:
            threading.Thread(target=_answer, args=(server, rcode), daemon=True).start()
        (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\n")
        return Resolver(Files(tmp_path), NameServers(server.getsockname()[1]), "/resolv.conf")

    yield start
    for server in sockets:
        server.close()


def _answer(server: socket.socket, rcode: dns.rcode.Rcode) -> None:
    question, asker = server.recvfrom(4096)
    response = dns.message.make_response(dns.message.from_wire(question))
    response.set_rcode(rcode)
    server.sendto(response.to_wire(), asker)


def code(resolver: Resolver) -> str:
    with pytest.raises(ProblemFoundError) as error:
        resolver.addresses(UNKNOWN)
    assert UNKNOWN in error.value.problem.brief
    return error.value.problem.code


@pytest.mark.parametrize(
    ("rcode", "expected"),
    [
        (dns.rcode.NXDOMAIN, "dns-nxdomain"),
        (dns.rcode.NOERROR, "dns-no-address"),
        (dns.rcode.SERVFAIL, "dns-servfail"),
        (dns.rcode.REFUSED, "dns-refused"),
        (None, "dns-silent"),
    ],
)
def test_each_answer_of_a_name_server_is_told_apart(
    resolver_with: Callable[[Optional[dns.rcode.Rcode]], Resolver], rcode: Optional[dns.rcode.Rcode], expected: str
) -> None:
    assert code(resolver_with(rcode)) == expected


def test_no_name_server_at_all(tmp_path: Path) -> None:
    (tmp_path / "resolv.conf").write_text("# nothing\n")
    with pytest.raises(ProblemFoundError) as error:
        Resolver(Files(tmp_path), NameServers(), "/resolv.conf").addresses(UNKNOWN)
    assert error.value.problem.code == "dns-no-name-server"


def test_what_the_system_knows_is_believed() -> None:
    assert "127.0.0.1" in local().resolver.addresses("localhost")


def test_the_first_name_that_resolves_counts() -> None:
    name, addresses = local().resolver.first((UNKNOWN, "localhost"))
    assert name == "localhost"
    assert "127.0.0.1" in addresses


def test_a_name_of_the_hosts_file_that_dns_does_not_have_is_believed(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "hosts").write_text("# 127.0.0.1 nobody\n127.0.0.1 x\n127.0.0.1 LocalHost\n")
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    resolver = Resolver(Files(tmp_path), NameServers(1), "/resolv.conf")
    assert resolver._pin("localhost") == "/etc/hosts line 3"
    assert resolver._pin("nobody") is None


def test_behind_the_stub_of_systemd_stand_the_real_name_servers(tmp_path: Path) -> None:
    behind = tmp_path / "run" / "systemd" / "resolve"
    behind.mkdir(parents=True)
    (behind / "resolv.conf").write_text("nameserver 10.10.0.53\nnameserver 10.10.0.54\n")
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.53\n")
    resolver = Resolver(Files(tmp_path), NameServers(), "/resolv.conf")
    assert resolver.name_servers() == ("10.10.0.53", "10.10.0.54")
    (behind / "resolv.conf").unlink()
    assert resolver.name_servers() == ("127.0.0.53",)


def test_in_one_look_every_name_is_asked_for_once(
    resolver_with: Callable[[Optional[dns.rcode.Rcode]], Resolver],
) -> None:
    plain, memory = resolver_with(dns.rcode.NXDOMAIN), Memory()
    servers = RememberedNameServers(plain.servers.port, memory=memory)
    resolver = RememberedResolver(plain.files, servers, plain.configuration, memory=memory)
    # The name server answers one question and no more.
    first = resolver.servers.say(("127.0.0.1",), UNKNOWN)
    assert first["127.0.0.1"].rcode == "NXDOMAIN"
    assert resolver.servers.say(("127.0.0.1",), UNKNOWN) is first
    seen = resolver.seen("localhost")
    assert "127.0.0.1" in seen.addresses
    assert resolver.seen("localhost") is seen
    memory.forget()
    assert resolver.seen("localhost") is not seen
    assert resolver.servers.say(("127.0.0.1",), UNKNOWN)["127.0.0.1"].rcode == names.SILENT
