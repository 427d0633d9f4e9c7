"""What can be wrong with names."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_FORWARD = (
    "Forward the name's zone from this site's DNS servers to the Route 53 Resolver inbound endpoint of the VPC"
    " (a conditional forwarder)"
)

NXDOMAIN = ProblemKind(
    code="dns-nxdomain",
    owner=Owner.DNS,
    may_pass=False,
    brief="{name} does not exist in DNS",
    remedy="See that `region` is right. "
    + _FORWARD
    + ", and see that the endpoint has private DNS, or that a hosted zone holds the name.",
)

NO_ADDRESS = ProblemKind(
    code="dns-no-address",
    owner=Owner.DNS,
    may_pass=False,
    brief="{name} exists in DNS but has no address",
    remedy="Add the missing A record, or forward the zone to the Route 53 Resolver inbound endpoint of the VPC.",
)

SERVFAIL = ProblemKind(
    code="dns-servfail",
    owner=Owner.DNS,
    may_pass=True,
    brief="the name server {server} fails when asked for {name}",
    remedy="Look at that server's log: mostly its forwarder, the Route 53 Resolver inbound endpoint, does not answer it.",
)

REFUSED = ProblemKind(
    code="dns-refused",
    owner=Owner.DNS,
    may_pass=False,
    brief="the name server {server} refuses to answer for {name}",
    remedy="Allow this host's network to ask that server (its allow-query list or view), or use another name server.",
)

SILENT = ProblemKind(
    code="dns-silent",
    owner=Owner.DNS,
    may_pass=True,
    brief="no name server answers when asked for {name}",
    remedy="See that the name servers run and that port 53, UDP and TCP, is open from here to them and from them to the inbound endpoint.",
)

NO_NAME_SERVER = ProblemKind(
    code="dns-no-name-server",
    owner=Owner.SERVER,
    may_pass=False,
    brief="/etc/resolv.conf names no name server",
    remedy="Write the addresses of this site's DNS servers into the resolver configuration.",
)

SYSTEM_RESOLVER = ProblemKind(
    code="dns-system-resolver",
    owner=Owner.SERVER,
    may_pass=True,
    brief="DNS has an address for {name} but this server's own resolver finds none",
    remedy="Look at the line `hosts:` of /etc/nsswitch.conf and at the local resolver or cache (systemd-resolved, nscd, dnsmasq).",
)

PUBLIC_ADDRESS = ProblemKind(
    code="dns-public-address",
    owner=Owner.DNS,
    may_pass=False,
    brief="{name} resolves to the public address {address}",
    remedy=_FORWARD + "; addresses that are private to you alone go into `network.allowed_cidrs`.",
)
