"""What can be wrong on the way to an endpoint."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_PORT_IS_OPEN = (
    "Open TCP port 443 from this host to {address}: this site's firewall, and the security group of the VPC endpoint,"
    " which must allow this site's address range"
)

TCP_REFUSED = ProblemKind(
    code="tcp-refused",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} refuses connections on {address}, port 443",
    remedy=_PORT_IS_OPEN + "; and see that the address is the endpoint's and not an old one.",
)

TCP_BLACK_HOLE = ProblemKind(
    code="tcp-black-hole",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} does not answer on {address}, port 443",
    remedy=_PORT_IS_OPEN + "; and see that routes exist in both directions over the private line.",
)

TCP_NO_ROUTE = ProblemKind(
    code="tcp-no-route",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="this host has no route to {name} on {address}",
    remedy="Add the route to the VPC's address range over the private line, or raise the link that carries it.",
)

TLS_UNKNOWN_CA = ProblemKind(
    code="tls-unknown-ca",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="the certificate of {name} comes from an authority that this server does not trust",
    remedy="Exempt {name} from TLS inspection; or add the inspecting authority (or Amazon's roots, on an old system) to"
    " this server's trust store.",
)

TLS_WRONG_NAME = ProblemKind(
    code="tls-wrong-name",
    owner=Owner.DNS,
    may_pass=False,
    brief="what answers as {name} on {address} has a certificate for another name",
    remedy="See that the name points to its own VPC endpoint, and that the endpoint has private DNS for it.",
)

TLS_EXPIRED = ProblemKind(
    code="tls-expired",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the certificate of {name} has expired, or this server's clock is fast",
    remedy="Compare `date -u` with a good clock and set it; if the clock is right, something other than AWS answers.",
)

TLS_NOT_YET_VALID = ProblemKind(
    code="tls-not-yet-valid",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the certificate of {name} is not valid yet, or this server's clock is slow",
    remedy="Compare `date -u` with a good clock and set it; if the clock is right, something other than AWS answers.",
)

TLS_BROKEN = ProblemKind(
    code="tls-broken",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} accepts connections on {address} but no TLS session comes about",
    remedy="Look for a device on the way that inspects or limits TLS, and for packets that are too large for the line (MTU).",
)

HTTP_BROKEN = ProblemKind(
    code="http-broken",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} speaks TLS on {address} but gives no HTTP answer",
    remedy="Look for a device on the way that inspects HTTPS, and see that the address is the endpoint's.",
)

TRUST_STORE_MISSING = ProblemKind(
    code="trust-store-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="this server has no certificate trust store",
    remedy="Install the distribution's package ca-certificates.",
)
