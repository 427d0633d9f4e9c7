"""Promise: each name server of this host, asked by itself, gives the endpoints' private addresses."""

from __future__ import annotations

import dataclasses
from typing import Mapping, Optional

from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.diagnosis import names
from agent_bootstrap.diagnosis.names import SILENT, Said
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import dns

_Answers = Mapping[str, Mapping[str, Said]]
"""Name of an endpoint -> name server -> what it says."""


@component
class NameServers:
    """The name servers that the resolver may ask, whichever it asks today."""

    endpoints: tuple[Endpoint, ...]
    allowed_cidrs: tuple[str, ...]
    needs: tuple[str, ...] = ()
    name: str = "network.name_servers"
    promise: str = "every name server gives the endpoints' private addresses"

    def check(self, host: Host) -> Finding:
        """Ask each for every endpoint. What all of them get wrong is told where the name is looked at."""
        servers = host.resolver.name_servers()
        wanted = [endpoint.hostnames[0] for endpoint in self.endpoints]
        answers = dict(zip(wanted, host.name_servers.say_all(servers, wanted)))
        problem = self._silent(answers, servers) or self._differing(answers) or _without_tcp(host, answers)
        if problem:
            return Finding.of(problem)
        return Finding.ok(f"the name servers agree: {', '.join(servers)}", servers=list(servers))

    def _silent(self, answers: _Answers, servers: tuple[str, ...]) -> Optional[Problem]:
        """One that says nothing at all, while another gives what is wanted."""
        speaking = {server for said in answers.values() for server, one in said.items() if one.rcode != SILENT}
        for server in servers:
            if speaking and server not in speaking:
                name, right = next(iter(answers)), sorted(speaking, key=servers.index)[0]
                return dns.SERVER_SILENT.found(
                    f"{server} was asked for {len(answers)} names", server=server, other=right, name=name
                )
        return None

    def _differing(self, answers: _Answers) -> Optional[Problem]:
        """One that has not what another has. Where the system asked the wrong one, the name itself is told of as well."""
        disputed = [
            names.dispute(name, said, self.allowed_cidrs)
            for name, said in answers.items()
            if names.servers_differ(said, self.allowed_cidrs)
        ]
        if not disputed:
            return None
        details = "\n".join(problem.details for problem in disputed)
        return dataclasses.replace(disputed[0], details=details, warning=True)


def _without_tcp(host: Host, answers: _Answers) -> Optional[Problem]:
    for name, said in answers.items():
        speaking = [server for server, one in said.items() if one.rcode != SILENT]
        over_tcp = host.name_servers.say_over_tcp(speaking, name)
        for server, one in over_tcp.items():
            if one.rcode == SILENT:
                return dns.TCP_BLOCKED.found(f"over UDP {server} says {said[server]}", server=server, name=name)
        if speaking:
            return None
    return None
