"""Promise: this server has a trust store, in which it and the agents find whom to believe."""

from __future__ import annotations

from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding


@component
class TrustStore:
    """The system's file of certificates."""

    needs: tuple[str, ...] = ()
    name: str = "network.trust_store"
    promise: str = "this server has a certificate trust store"

    def check(self, host: Host) -> Finding:
        """Look where the agents look. Whether Amazon's roots are in it, the connections themselves show."""
        path = host.connections.trust_store()
        return Finding.ok(f"certificates are trusted by {path}", path=path)
