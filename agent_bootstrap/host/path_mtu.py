"""After a TLS handshake that stalled: whether the way loses large packets, and how large they may be."""

from __future__ import annotations

import concurrent.futures
import ssl
from typing import Optional, Union

from agent_bootstrap.host import tcp, tls
from agent_bootstrap.host.deadline import Deadline
from agent_bootstrap.model.value_object import value_object

SEGMENTS = (
    1400,  # packets of 1440: AWS's Site-to-Site VPN carries 1446 with AES-GCM
    1360,  # 1400: the same VPN carries 1406 with its longest checksums, and many tunnels are set to 1400
    1300,  # 1340: a tunnel within such a tunnel
    1200,  # 1240: just under 1280, the least of every line of IPv6 (RFC 8200, 5)
    1000,  # 1040: what is left when several tunnels lie in one another
    536,  # 576: what every host of IPv4 must take (RFC 9293, 3.7.1)
)
"""Bytes of data in the largest packet that the endpoint is asked for; 40 bytes of headers come on top."""

SECONDS = 1.5
"""How long a second handshake may take, its TCP connection included: six journeys of 250 ms."""

_Outcome = Union[ssl.SSLSocket, OSError]


@value_object
class SecondTry:
    """What came of the same handshake, tried again in every size at the same time."""

    as_before: _Outcome
    """Without a limit: a connection means that nothing was wrong but a packet that got lost."""
    usable: Optional[int]
    """The largest segment of SEGMENTS, in bytes, with which the endpoint's certificate arrives; None if with none."""


def second_try(name: str, address: str, port: int, context: ssl.SSLContext, deadline: Deadline) -> SecondTry:
    """Shake hands once more in each size. Ends within SECONDS."""

    def attempt(segment_bytes: Optional[int]) -> _Outcome:
        limit = Deadline(deadline.left(SECONDS))
        try:
            plain = tcp.opened(address, port, limit.left(), segment_bytes=segment_bytes)
            return tls.shake_hands(plain, context, name, limit.left())
        except OSError as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(len(SEGMENTS) + 1) as pool:
        as_before, *limited = pool.map(attempt, (None, *SEGMENTS))
    usable = [size for size, outcome in zip(SEGMENTS, limited) if _arrived(outcome)]
    for outcome in limited:
        if isinstance(outcome, ssl.SSLSocket):
            outcome.close()
    return SecondTry(as_before, max(usable, default=None))


def _arrived(outcome: _Outcome) -> bool:
    """Whether the certificate came through: a bad one is another problem, and of those who can read it."""
    return isinstance(outcome, (ssl.SSLSocket, ssl.SSLCertVerificationError))
