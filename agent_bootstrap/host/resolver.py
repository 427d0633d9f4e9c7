"""Names: what the system's own resolver answers, and, when it answers nothing, why."""

from __future__ import annotations

import dataclasses
import queue
import socket
import threading
from typing import Sequence, Union

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import dns as problems

_Answer = Union[tuple[str, ...], OSError]

SYSTEM_SECONDS = 5.0
"""How long the system's resolver may take: glibc's own first time-out for one name server (resolv.conf(5))."""

SERVER_SECONDS = 1.5
"""How long one name server may take when asked directly; a forwarder to another site needs well under a second."""


@dataclasses.dataclass(frozen=True)
class Resolver:
    """Asks for addresses as the agents will, through getaddrinfo and so nsswitch.conf and /etc/hosts."""

    configuration: str = "/etc/resolv.conf"
    port: int = 53

    def addresses(self, name: str) -> tuple[str, ...]:
        """The addresses of a name, sorted. Raises a problem of model/problems/dns.py."""
        answers: queue.Queue[_Answer] = queue.Queue()
        # getaddrinfo cannot be stopped, so it is left behind in a thread of its own when it takes too long.
        threading.Thread(target=_ask_system, args=(name, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=SYSTEM_SECONDS)
        except queue.Empty:
            raise problems.SILENT.error(
                f"getaddrinfo gave no answer within {SYSTEM_SECONDS:g} s; name servers: {', '.join(self.name_servers())}",
                name=name,
            ) from None
        if isinstance(answer, OSError):
            raise self._cause(name) from answer
        return answer

    def first(self, names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The first of these names that resolves, with its addresses. Raises the last one's problem if none does."""
        *others, last = names
        for name in others:
            try:
                return name, self.addresses(name)
            except ProblemFoundError:
                continue
        return last, self.addresses(last)

    def name_servers(self) -> tuple[str, ...]:
        """The name servers that the resolver configuration names."""
        try:
            return tuple(map(str, dns.resolver.Resolver(self.configuration).nameservers))
        except (dns.resolver.NoResolverConfiguration, dns.exception.DNSException):
            return ()

    def _cause(self, name: str) -> ProblemFoundError:
        """Why the system found no address: asked of each name server directly, the clearest answer wins."""
        servers = self.name_servers()
        if not servers:
            return problems.NO_NAME_SERVER.error()
        codes = {server: self._ask(server, name) for server in servers}
        details = "; ".join(f"{server}: {code}" for server, code in codes.items())
        for kind, wanted in (
            (problems.NXDOMAIN, "NXDOMAIN"),
            (problems.NO_ADDRESS, "NOERROR"),
            (problems.SERVFAIL, "SERVFAIL"),
            (problems.REFUSED, "REFUSED"),
            (problems.SYSTEM_RESOLVER, "an address"),
        ):
            server = next((server for server, code in codes.items() if code == wanted), None)
            if server:
                return kind.error(details, name=name, server=server)
        return problems.SILENT.error(details, name=name)

    def _ask(self, server: str, name: str) -> str:
        """What one name server says: `an address`, the name of a response code, or `silent`."""
        question = dns.message.make_query(name, "A")
        try:
            answer, _ = dns.query.udp_with_fallback(question, server, timeout=SERVER_SECONDS, port=self.port)
        except (OSError, dns.exception.DNSException):
            return "silent"
        found = any(entry.rdtype == dns.rdatatype.A for entry in answer.answer)
        return "an address" if found else dns.rcode.to_text(answer.rcode())


def _ask_system(name: str, answers: queue.Queue[_Answer]) -> None:
    try:
        # As the agents: addresses of a kind that this host has no address of its own of are not asked for.
        found = socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except OSError as error:
        answers.put(error)
    else:
        answers.put(tuple(sorted({str(entry[4][0]) for entry in found})))
