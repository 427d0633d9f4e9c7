"""Promise: AWS has packages for this server's distribution and architecture."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding


@component
class Supported:
    """The platform."""

    name: str = "server.supported"
    promise: str = "AWS has packages for this distribution and architecture"
    needs: tuple[str, ...] = ()

    def check(self, host: Host) -> Finding:
        """Look at os-release and at what the kernel says of the machine."""
        platform = host.facts.platform()
        return Finding.ok(
            f"{platform.distribution} {platform.version} on {platform.architecture} takes .{platform.family} packages",
            **dataclasses.asdict(platform),
        )
