"""The address of this server that another one sees: what a firewall's rule must name as the source."""

from __future__ import annotations

import socket
from typing import Optional


def towards(address: str) -> Optional[str]:
    """The address from which this server would send there; None without a route. Nothing is sent."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # For UDP, connect(2) only asks the kernel for its route.
            probe.connect((address, 443))
        except OSError:
            return None
        own: str = probe.getsockname()[0]
        return own
