"""Name servers asked over real sockets on loopback; dnspython writes what they say."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Callable, Iterator

import dns.flags
import dns.message
import dns.rrset
import pytest

from agent_bootstrap.diagnosis.names import SILENT, Said
from agent_bootstrap.host import name_servers
from agent_bootstrap.host.name_servers import NameServers

NAME, LOOPBACK, ADDRESS = "ssm.eu-west-1.amazonaws.com", "127.0.0.1", "10.0.0.1"

Replies = Callable[[bytes], list[bytes]]


@contextlib.contextmanager
def server(over_udp: Replies, over_tcp: Replies = lambda _: []) -> Iterator[NameServers]:
    """A name server that sends these messages, one after the other, to one question over each protocol."""
    datagrams, streams = _sockets()
    with datagrams, streams:

        def answer_datagrams() -> None:
            question, asker = datagrams.recvfrom(4096)
            for message in over_udp(question):
                datagrams.sendto(message, asker)

        def answer_streams() -> None:
            connection, _ = streams.accept()
            with connection:
                length = int.from_bytes(connection.recv(2, socket.MSG_WAITALL), "big")
                for piece in over_tcp(connection.recv(length, socket.MSG_WAITALL)):
                    connection.sendall(piece)

        for answer in (answer_datagrams, answer_streams):
            threading.Thread(target=answer, daemon=True).start()
        yield NameServers(datagrams.getsockname()[1])


def _sockets() -> tuple[socket.socket, socket.socket]:
    """For datagrams and for streams, at one port. One that is free for both has to be looked for: the system knows of one only."""
    while True:
        streams = socket.create_server((LOOPBACK, 0))
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            datagrams.bind(streams.getsockname())
        except OSError:
            datagrams.close()
            streams.close()
        else:
            return datagrams, streams


def right(question: bytes) -> bytes:
    made = dns.message.make_response(dns.message.from_wire(question))
    made.answer.append(dns.rrset.from_text(f"{NAME}.", 60, "IN", "A", ADDRESS))
    return made.to_wire()


def truncated(question: bytes) -> bytes:
    made = dns.message.make_response(dns.message.from_wire(question))
    made.flags |= dns.flags.TC
    return made.to_wire()


def framed(message: bytes) -> list[bytes]:
    return [len(message).to_bytes(2, "big"), message[:5], message[5:]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_servers, "SECONDS", 0.3)


def test_an_answer_over_udp() -> None:
    with server(lambda question: [right(question)]) as servers:
        assert servers.say((LOOPBACK,), NAME) == {LOOPBACK: Said("NOERROR", (ADDRESS,))}


def test_what_answers_another_question_is_passed_over() -> None:
    def replies(question: bytes) -> list[bytes]:
        other = bytes((question[0] ^ 1,)) + question[1:]
        return [b"", b"rubbish", question, right(other), right(question)]

    with server(replies) as servers:
        assert servers.say((LOOPBACK,), NAME)[LOOPBACK].addresses == (ADDRESS,)


def test_an_answer_too_long_for_a_datagram_is_fetched_over_tcp() -> None:
    with server(lambda question: [truncated(question)], lambda question: framed(right(question))) as servers:
        assert servers.say((LOOPBACK,), NAME)[LOOPBACK].addresses == (ADDRESS,)


def test_an_answer_over_tcp() -> None:
    with server(lambda _: [], lambda question: framed(right(question))) as servers:
        assert servers.say_over_tcp((LOOPBACK,), NAME)[LOOPBACK].addresses == (ADDRESS,)


@pytest.mark.parametrize(
    "over_tcp",
    [
        lambda _: [],
        lambda question: framed(right(question))[:2],
        lambda question: framed(right(b"xx" + question[2:])),
        lambda _: framed(b"rubbish"),
    ],
)
def test_no_whole_answer_over_tcp_is_none(over_tcp: Replies) -> None:
    with server(lambda _: [], over_tcp) as servers:
        assert servers.say_over_tcp((LOOPBACK,), NAME)[LOOPBACK].rcode == SILENT


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "no address"])
def test_where_nobody_listens_nobody_speaks(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
        unused.bind((LOOPBACK, 0))
        port = unused.getsockname()[1]
    assert NameServers(port).say((address,), NAME)[address].rcode == SILENT


def test_who_says_nothing_is_silent_beside_one_who_speaks() -> None:
    with server(lambda question: [right(question)]) as servers:
        said = servers.say((LOOPBACK, "127.0.0.2"), NAME)
    assert (said[LOOPBACK].addresses, said["127.0.0.2"].rcode) == ((ADDRESS,), SILENT)


def test_several_names_at_once() -> None:
    assert NameServers().say_all((LOOPBACK,), ()) == ()
    assert [dict(said) for said in NameServers().say_all((), (NAME, "kms"))] == [{}, {}]
