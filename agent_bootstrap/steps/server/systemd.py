"""Promise: systemd runs this server, and so can run the agents."""

from __future__ import annotations

from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import server


@component
class Systemd:
    """The service manager."""

    name: str = "server.systemd"
    promise: str = "systemd runs this server"
    needs: tuple[str, ...] = ()

    def check(self, host: Host) -> Finding:
        """Look whether systemd booted this system."""
        if not host.facts.runs_systemd():
            return Finding.of(server.SYSTEMD_ABSENT.found("there is no /run/systemd/system"))
        return Finding.ok("systemd runs this server")
