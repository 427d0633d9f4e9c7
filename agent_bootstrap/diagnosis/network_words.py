"""What both agents say when the network or AWS fails: they are Go programs, with AWS's SDK for Go, and use its words."""

from __future__ import annotations

from agent_bootstrap.diagnosis.agent_words import Meaning
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import agents, connection, dns, proxy

_ISSUER = {"issuer": "an authority that the agent does not name"}

_REFUSED_BY_PROXY = (
    r'https://[^"]*": (?:Forbidden|Proxy Authentication Required|Bad Gateway|Service Unavailable|Gateway Time-?out)'
)
"""Where a proxy refuses to CONNECT, Go tells the words of its status line, and nothing beside (net/http/transport.go)."""

CLOCK = Meaning(
    r"Signature (?:expired|not yet current)|RequestExpired|RequestTimeTooSkewed",
    connection.CLOCK_SKEW,
    {"name": "AWS", "seconds": "more than 300", "direction": "away from"},
)
"""AWS refuses a signature whose time is more than five minutes from its own (AWS General Reference, Signature Version 4)."""

BUSY = (
    Meaning(r"(?P<error>TooManyUpdates|Throttling(?:Exception)?|RequestLimitExceeded)", agents.THROTTLED),
    Meaning(r"(?P<error>InternalServerError|InternalFailure|ServiceUnavailable)", agents.INTERNAL_ERROR),
)
"""What AWS says of itself. It stands behind all that is more precise."""

MEANINGS = (
    Meaning(r"proxyconnect tcp: (?:.*?(?P<proxy>[\w.:\[\]-]+:\d+))?", proxy.NO_CONNECT),
    Meaning(_REFUSED_BY_PROXY, proxy.NO_CONNECT),
    Meaning(r"lookup (?:bucket\.)?vpce-\S+.*: no such host", dns.VPCE_UNKNOWN),
    Meaning(r"lookup \S+.*: no such host", dns.NXDOMAIN),
    Meaning(r"lookup \S+.*: server misbehaving", dns.SERVFAIL),
    Meaning(r"lookup \S+.*: (?:i/o timeout|.*connection refused|.*network is unreachable)", dns.SILENT),
    Meaning(r"dial tcp \S+: connect: connection refused", connection.TCP_REFUSED),
    Meaning(r"dial tcp \S+: i/o timeout", connection.TCP_BLACK_HOLE),
    Meaning(r"dial tcp \S+: connect: (?:network is unreachable|no route to host)", connection.TCP_NO_ROUTE),
    Meaning(r"x509: certificate signed by unknown authority", connection.TLS_INTERCEPTED, _ISSUER),
    Meaning(r"certificate is valid for (?P<names>.*), not (?P<name>\S+)", connection.TLS_WRONG_NAME),
    Meaning(
        r"certificate is not valid for any names.* match (?P<name>\S+)", connection.TLS_WRONG_NAME, {"names": "none"}
    ),
    Meaning(r"x509: certificate has expired.*current time \S+ is before", connection.TLS_NOT_YET_VALID),
    Meaning(r"x509: certificate has expired or is not yet valid", connection.TLS_EXPIRED),
    Meaning(r"TLS handshake timeout", connection.TLS_SILENT),
    Meaning(r"remote error: tls|first record does not look like a TLS", connection.TLS_BROKEN),
    Meaning(r"invalid character '<' looking for beginning of value", connection.CAPTIVE_PORTAL, {"answer": "HTML"}),
    Meaning(r"Client\.Timeout exceeded|connection reset by peer|: EOF", connection.HTTP_BROKEN),
)
"""The agents' words are evidence; where our own look at the network finds a cause, that one is shown instead."""


def about_the_line(problem: Problem) -> bool:
    """Whether this is what an agent says when the network fails, which our own look at the network explains better."""
    return any(meaning.kind and meaning.kind.code == problem.code for meaning in MEANINGS)
