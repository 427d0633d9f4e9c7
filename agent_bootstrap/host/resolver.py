"""Names, as the system's own resolver answers them: through getaddrinfo, and so nsswitch.conf, /etc/hosts and search domains."""

from __future__ import annotations

import concurrent.futures
import socket
import threading
from typing import Optional, Sequence

from agent_bootstrap.diagnosis import names, resolv_conf
from agent_bootstrap.diagnosis.names import Evidence, Seen
from agent_bootstrap.diagnosis.resolv_conf import ResolvConf
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.name_servers import NameServers
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError

QUICK_SECONDS = 1.0
"""After so long the name servers are asked whether any of them speaks at all; a healthy resolver needs well under that."""

SECONDS = 11.0
"""How long the resolver may take while one speaks: glibc waits 5 s for each name server (resolv.conf(5)), and two may be dead."""

STUB = "127.0.0.53"
"""Where systemd-resolved listens; the servers that it asks stand in a file of its own (systemd-resolved.service(8))."""

BEHIND_STUB = "/run/systemd/resolve/resolv.conf"

HOSTS = "/etc/hosts"

_Addresses = Optional[tuple[str, ...]]


@component
class Resolver:
    """Asks for addresses as the agents will."""

    files: Files
    servers: NameServers
    configuration: str = "/etc/resolv.conf"

    def seen(self, name: str) -> Seen:
        """What the system says of a name, and whether /etc/hosts or a search domain has a hand in it."""
        relative, absolute = _ask(name), _ask(f"{name}.")
        found, silent = _within(relative, QUICK_SECONDS)
        if silent and self._nobody_speaks(name):
            return Seen(name, (), (), silent_after=QUICK_SECONDS)
        if silent:
            found, silent = _within(relative, SECONDS)
        if silent:
            return Seen(name, (), (), silent_after=SECONDS)
        itself, _ = _within(absolute, SECONDS)
        if not found or set(found) & set(itself):
            # What is the same with and without the dot was changed by nobody.
            return Seen(name, found, itself)
        pin = self._pin(name)
        return Seen(name, found, itself, pin, None if pin else self._search(name, found))

    def addresses(self, name: str) -> tuple[str, ...]:
        """The addresses of a name, sorted. Raises a problem of model/problems/dns.py if there is none."""
        seen = self.seen(name)
        if not seen.addresses:
            said = self.servers.say(self.name_servers(), name)
            raise ProblemFoundError(names.unresolved(Evidence(seen, said, {}, others_private=False, allowed=())))
        return seen.addresses

    def first(self, candidates: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The first of these names that resolves, with its addresses. Raises the last one's problem if none does."""
        *others, last = candidates
        for name in others:
            try:
                return name, self.addresses(name)
            except ProblemFoundError:
                continue
        return last, self.addresses(last)

    def name_servers(self) -> tuple[str, ...]:
        """The name servers that are asked in the end, whichever file names them."""
        found = self._read(self.configuration).name_servers
        return (found == (STUB,) and self._read(BEHIND_STUB).name_servers) or found

    def _read(self, path: str) -> ResolvConf:
        return resolv_conf.read(self.files.read(path) or "")

    def _nobody_speaks(self, name: str) -> bool:
        """Whether it is in vain to wait for the system: no name server says anything."""
        said = self.servers.say(self.name_servers(), name)
        return bool(said) and all(one.rcode == names.SILENT for one in said.values())

    def _pin(self, name: str) -> Optional[str]:
        for number, line in enumerate((self.files.read(HOSTS) or "").splitlines(), start=1):
            if name.lower() in line.partition("#")[0].lower().split()[1:]:
                return f"{HOSTS} line {number}"
        return None

    def _search(self, name: str, found: Sequence[str]) -> Optional[str]:
        """The search domain that leads to these addresses."""
        for domain in self._read(self.configuration).search:
            if set(_within(_ask(f"{name}.{domain}."), QUICK_SECONDS)[0]) & set(found):
                return domain
        return None


def _ask(name: str) -> concurrent.futures.Future[_Addresses]:
    """Begin to ask. getaddrinfo cannot be stopped, so it is left behind in a thread of its own when it takes too long."""
    future: concurrent.futures.Future[_Addresses] = concurrent.futures.Future()

    def ask() -> None:
        try:
            # As the agents: addresses of a kind that this host has no address of its own of are not asked for.
            found = socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
            future.set_result(tuple(sorted({str(entry[4][0]) for entry in found})))
        except OSError:
            future.set_result(())

    threading.Thread(target=ask, daemon=True).start()
    return future


def _within(answer: concurrent.futures.Future[_Addresses], seconds: float) -> tuple[tuple[str, ...], bool]:
    """The addresses, and whether nothing came in time."""
    try:
        return answer.result(seconds) or (), False
    except concurrent.futures.TimeoutError:
        return (), True
