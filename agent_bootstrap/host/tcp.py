"""TCP: whether an address takes connections on a port, and what stands in the way if it does not."""

from __future__ import annotations

import errno
import socket
from typing import Optional

from agent_bootstrap.host.deadline import Deadline
from agent_bootstrap.model.problems import connection as problems

CONNECT_SECONDS = 3.0
"""How long TCP may take: one lost packet is sent again after 1 s (RFC 6298), a second one 2 s later."""

_PROBLEMS = {
    errno.ECONNREFUSED: problems.TCP_REFUSED,
    errno.ECONNRESET: problems.TCP_REFUSED,
    errno.ETIMEDOUT: problems.TCP_BLACK_HOLE,
    errno.EHOSTUNREACH: problems.TCP_NO_ROUTE,
    errno.ENETUNREACH: problems.TCP_NO_ROUTE,
}


def connect(name: str, address: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to one address. Raises tcp-refused, tcp-black-hole or tcp-no-route."""
    seconds = deadline.left(CONNECT_SECONDS)
    try:
        return opened(address, port, seconds)
    except socket.timeout as error:
        raise problems.TCP_BLACK_HOLE.error(
            f"{address}: no answer to a TCP connection within {seconds:.1f} s", name=name, address=address
        ) from error
    except OSError as error:
        kind = _PROBLEMS.get(error.errno or 0, problems.TCP_NO_ROUTE)
        raise kind.error(f"{address}: {error}", name=name, address=address) from error


def opened(address: str, port: int, seconds: float, *, segment_bytes: Optional[int] = None) -> socket.socket:
    """A connection that takes and sends no more than so many bytes in a packet, beside its headers. Raises OSError."""
    stream = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        stream.settimeout(seconds)
        if segment_bytes:
            # Before the connection: the other side learns it from the first packet, and from nothing else.
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment_bytes)
        stream.connect((address, port))
    except OSError:
        stream.close()
        raise
    return stream


def segment_bytes(stream: socket.socket) -> int:
    """The largest packet that either side sends on this connection, in bytes beside its headers."""
    return stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
