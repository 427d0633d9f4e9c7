"""Promise: the programs of the distribution that a bootstrap runs are installed."""

from __future__ import annotations

from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import server

_OF_FAMILY = {"deb": ("dpkg", "dpkg-query"), "rpm": ("rpm",)}


@component
class Tools:
    """Programs that are not ours."""

    name: str = "server.tools"
    promise: str = "the programs that a bootstrap runs are installed"
    needs: tuple[str, ...] = ("server.supported", "server.systemd")

    def check(self, host: Host) -> Finding:
        """Look for each of them, and name all that are missing at once."""
        programs = ("gpgv", "systemctl", *_OF_FAMILY[host.facts.platform().family])
        missing = host.commands.missing(*programs)
        if missing:
            return Finding.of(server.TOOL_MISSING.found("they are on no PATH of root's", tool=" ".join(missing)))
        return Finding.ok(f"{', '.join(programs)} are installed")
