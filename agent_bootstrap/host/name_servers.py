"""Name servers, asked one by one: what each says by itself, over UDP and over TCP."""

from __future__ import annotations

import concurrent.futures
from typing import Callable, Mapping, Sequence

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

from agent_bootstrap.diagnosis.names import SILENT, Said
from agent_bootstrap.model.component import component

SECONDS = 1.5
"""How long a name server may take; a forwarder to another site needs well under a second."""

_Question = Callable[[dns.message.Message, str], dns.message.Message]


@component
class NameServers:
    """Asks name servers directly."""

    port: int = 53

    def say(self, servers: Sequence[str], name: str) -> Mapping[str, Said]:
        """Server -> what it says of a name's IPv4 addresses. All are asked at the same time."""
        return self._ask_all(servers, name, self._over_udp)

    def say_all(self, servers: Sequence[str], names: Sequence[str]) -> Sequence[Mapping[str, Said]]:
        """The same for several names at once, in their order."""
        if not names:
            return ()
        with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
            return tuple(pool.map(lambda name: self.say(servers, name), names))

    def say_over_tcp(self, servers: Sequence[str], name: str) -> Mapping[str, Said]:
        """The same over TCP, which the answers that do not fit into a datagram need."""
        return self._ask_all(servers, name, self._over_tcp)

    def _ask_all(self, servers: Sequence[str], name: str, ask: _Question) -> Mapping[str, Said]:
        if not servers:
            return {}
        with concurrent.futures.ThreadPoolExecutor(len(servers)) as pool:
            return dict(zip(servers, pool.map(lambda server: _said(ask, name, server), servers)))

    def _over_udp(self, question: dns.message.Message, server: str) -> dns.message.Message:
        answer, _ = dns.query.udp_with_fallback(question, server, timeout=SECONDS, port=self.port)
        return answer

    def _over_tcp(self, question: dns.message.Message, server: str) -> dns.message.Message:
        return dns.query.tcp(question, server, timeout=SECONDS, port=self.port)


def _said(ask: _Question, name: str, server: str) -> Said:
    question = dns.message.make_query(name, dns.rdatatype.A)
    try:
        answer = ask(question, server)
    except (OSError, EOFError, dns.exception.DNSException):
        return Said(SILENT)
    # An alias is followed within the answer: what counts is the addresses at its end.
    found = [str(data) for entry in answer.answer if entry.rdtype == dns.rdatatype.A for data in entry]
    return Said(dns.rcode.to_text(answer.rcode()), tuple(sorted(found)))
