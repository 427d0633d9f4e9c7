"""What can be wrong with names."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_FORWARD = (
    "Forward the name's zone from this site's DNS servers to the Route 53 Resolver inbound endpoint of the VPC"
    " (a conditional forwarder)"
)

_GETENT = "getent ahosts {name}  # prints the private addresses of the VPC endpoint"

NXDOMAIN = ProblemKind(
    code="dns-nxdomain",
    owner=Owner.DNS,
    may_pass=False,
    brief="{name} does not exist in DNS",
    remedy="See that `region` is right. "
    + _FORWARD
    + ", and see that the endpoint has private DNS, or that a hosted zone holds the name.",
    cause="The name servers of this site answer for the name's zone themselves, or ask somebody who does not know"
    " the VPC. Only the Route 53 Resolver of the VPC knows the names of its endpoints.",
    seen="The system's resolver finds no address, and a name server that was asked directly says NXDOMAIN. If"
    " `network.inbound_endpoint` is set and has the name, the forwarder is the place to look.",
    verify=_GETENT,
)

RECORD_MISSING = ProblemKind(
    code="dns-record-missing",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="Route 53 has no record for {name}",
    remedy="Turn on private DNS for the VPC endpoint, or add the name to the private hosted zone that is associated"
    " with the VPC of the inbound endpoint.",
    cause="A private hosted zone that covers the name hides everything that it does not hold. It was made without"
    " this record, or it is associated with another VPC than that of the inbound endpoint.",
    seen="This site's name servers and the Route 53 Resolver inbound endpoint, asked directly, both deny the name."
    " So forwarding is not at fault.",
    verify=_GETENT,
)

VPCE_UNKNOWN = ProblemKind(
    code="dns-vpce-unknown",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the endpoint-specific name {name} does not exist",
    remedy="Correct the name in `[endpoints]`: copy it from the VPC endpoint's page in the console, without its"
    " Availability Zone and without `*.`; endpoints that were made anew have new names.",
    cause="Endpoint-specific names (`vpce-...`) resolve everywhere in the world as long as their endpoint lives. One"
    " that does not was mistyped, or its endpoint was deleted.",
    seen="A name server says NXDOMAIN for the name of the settings.",
    verify=_GETENT,
)

NO_ADDRESS = ProblemKind(
    code="dns-no-address",
    owner=Owner.DNS,
    may_pass=False,
    brief="{name} exists in DNS but has no address",
    remedy="Add the missing A record, or forward the zone to the Route 53 Resolver inbound endpoint of the VPC.",
    cause="A zone of this site or a private hosted zone has the name, or names below it, without an A record.",
    seen="The system's resolver finds no address, and a name server that was asked directly answers without one.",
    verify=_GETENT,
)

SERVFAIL = ProblemKind(
    code="dns-servfail",
    owner=Owner.DNS,
    may_pass=True,
    brief="the name server {server} fails when asked for {name}",
    remedy="Look at that server's log: mostly its forwarder, the Route 53 Resolver inbound endpoint, does not answer"
    " it; UDP and TCP port 53 must be open between them, also in the inbound endpoint's security group.",
    cause="The name server could not get an answer from the one that it asks: no route, a firewall, a security"
    " group, or a failed DNSSEC check.",
    seen="The system's resolver finds no address, and a name server that was asked directly says SERVFAIL.",
    verify=_GETENT,
)

REFUSED = ProblemKind(
    code="dns-refused",
    owner=Owner.DNS,
    may_pass=False,
    brief="the name server {server} refuses to answer for {name}",
    remedy="Allow this host's network to ask that server (its allow-query list or view), or use another name server.",
    cause="The name server serves other networks than this host's, or does not look up names that are not its own.",
    seen="The system's resolver finds no address, and a name server that was asked directly says REFUSED.",
    verify=_GETENT,
)

SILENT = ProblemKind(
    code="dns-silent",
    owner=Owner.DNS,
    may_pass=True,
    brief="no name server answers when asked for {name}",
    remedy="See that the name servers run and that port 53, UDP and TCP, is open from here to them and from them to"
    " the inbound endpoint.",
    cause="The name servers are down or cannot be reached, or they wait for a forwarder that does not answer them.",
    seen="Neither the system's resolver nor any name server that was asked directly gives an answer in time.",
    verify=_GETENT,
)

SERVER_SILENT = ProblemKind(
    code="dns-server-silent",
    owner=Owner.DNS,
    may_pass=True,
    brief="the name server {server} does not answer; {other} does",
    remedy="See that {server} runs and that UDP port 53 is open to it, or take it out of the resolver configuration.",
    cause="One of several name servers is down or cannot be reached. Each question that goes to it first waits for"
    " seconds, and when the other one fails, nothing resolves.",
    seen="Each name server of the resolver configuration is asked for every endpoint's name over UDP; this one says"
    " nothing to any of them.",
    verify="dig +short {name} @{server}  # prints the same private addresses as @{other}",
    warning=True,
)

SERVER_DIFFERS = ProblemKind(
    code="dns-server-differs",
    owner=Owner.DNS,
    may_pass=False,
    brief="the name server {server} says {said} for {name}; {other} says {right}",
    remedy="Give {server} the same forwarding rule that {other} has, or take it out of the resolver configuration.",
    cause="The forwarding to the VPC was set up on some of the site's name servers only. Which of them a program"
    " asks changes from time to time, and so a server that worked loses AWS without anybody having touched it.",
    seen="Each name server of the resolver configuration is asked by itself for every endpoint's name; one gives"
    " private addresses, another does not. It is a warning as long as the system's own answer is right.",
    verify="dig +short {name} @{server}  # prints the same private addresses as @{other}",
)

TCP_BLOCKED = ProblemKind(
    code="dns-tcp-blocked",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="the name server {server} answers over UDP but not over TCP",
    remedy="Open TCP port 53 from this host to {server}, and let the server listen on it.",
    cause="A firewall lets only UDP through. Answers that do not fit into one datagram, as of names with many"
    " addresses, are then lost.",
    seen="The same question is asked over UDP, which is answered, and over TCP, which is not.",
    verify="dig +tcp +short {name} @{server}  # prints addresses",
    warning=True,
)

NO_NAME_SERVER = ProblemKind(
    code="dns-no-name-server",
    owner=Owner.SERVER,
    may_pass=False,
    brief="/etc/resolv.conf names no name server",
    remedy="Write the addresses of this site's DNS servers into the resolver configuration.",
    cause="The file is missing or empty: NetworkManager, systemd-resolved or cloud-init, which write it, have no"
    " name server to write.",
    seen="The system's resolver finds no address, and /etc/resolv.conf has no line `nameserver`.",
    verify="grep nameserver /etc/resolv.conf  # prints this site's DNS servers",
)

SYSTEM_RESOLVER = ProblemKind(
    code="dns-system-resolver",
    owner=Owner.SERVER,
    may_pass=True,
    brief="DNS has an address for {name} but this server's own resolver finds none",
    remedy="Look at the line `hosts:` of /etc/nsswitch.conf and at the local resolver or cache (systemd-resolved,"
    " nscd, dnsmasq).",
    cause="Between programs and the name servers stands the system's own resolver, and it does not ask them, or"
    " remembers an old answer.",
    seen="A name server that was asked directly has an address; getaddrinfo, which programs use, has none.",
    verify=_GETENT,
)

PUBLIC_ADDRESS = ProblemKind(
    code="dns-public-address",
    owner=Owner.DNS,
    may_pass=False,
    brief="{name} resolves to the public address {address}",
    remedy=_FORWARD + "; addresses that are private to you alone go into `network.allowed_cidrs`.",
    cause="This site's name servers ask the internet's DNS for the name, which gives AWS's public addresses. The"
    " private ones are known to the Route 53 Resolver of the VPC alone.",
    seen="The system's resolver gives an address outside the private ranges. The Route 53 Resolver inbound"
    " endpoint, if the settings name it, gives private ones; or no endpoint's name resolves privately.",
    verify=_GETENT,
)

PRIVATE_DNS_OFF = ProblemKind(
    code="dns-private-dns-off",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="{name} resolves to the public address {address} also in the VPC",
    remedy="Turn on private DNS for this VPC endpoint (`aws ec2 modify-vpc-endpoint --private-dns-enabled`), or"
    " create the endpoint if the VPC has none for this service.",
    cause="The forwarding to the VPC works, and Route 53 there knows no private address for this name: the endpoint"
    " was made without private DNS, or it does not exist.",
    seen="The name's addresses are public, and either the Route 53 Resolver inbound endpoint says so itself, or"
    " other endpoints' names resolve to private addresses through the same name servers.",
    verify=_GETENT,
)

PUBLIC_IPV6 = ProblemKind(
    code="dns-public-ipv6",
    owner=Owner.DNS,
    may_pass=False,
    brief="{name} has a private IPv4 address, and the public IPv6 address {address}",
    remedy="Remove the AAAA record from the zone that holds the name, or let the zone be forwarded whole to the Route"
    " 53 Resolver inbound endpoint.",
    cause="A zone of this site overrides the IPv4 address only, and the internet's IPv6 address shows through. This"
    " host has IPv6, so programs try that one first.",
    seen="The system's resolver, which leaves IPv6 out on hosts without it, gives a private IPv4 address and a"
    " public IPv6 address.",
    verify=_GETENT,
)

HOSTS_PIN = ProblemKind(
    code="dns-hosts-pin",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{pin} gives {name} the address {address}; DNS says {others}",
    remedy="Remove that line: DNS has the right addresses, and they change when the VPC endpoint is made anew.",
    cause="Somebody wrote the endpoint's address into /etc/hosts before DNS was ready, and the endpoint's network"
    " interfaces have other addresses now.",
    seen="The resolver gives another address for the name than for the name with a dot behind it, which /etc/hosts"
    " is not asked for; and /etc/hosts has the name.",
    verify=_GETENT,
)

SEARCH_DOMAIN = ProblemKind(
    code="dns-search-domain",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{name} is looked up as {name}.{domain}, which has the address {address}",
    remedy="Remove {domain} from the line `search` of the resolver configuration, or set `options ndots:1`; a"
    " wildcard record in that zone should go as well.",
    cause="With `ndots` above 1 the resolver tries names with each search domain first, and that domain has a record"
    " for every name.",
    seen="The resolver gives other addresses for the name than for the name with a dot behind it, and the name with"
    " the search domain behind it has just those.",
    verify=_GETENT,
)

S3_WILDCARD_MISSING = ProblemKind(
    code="s3-wildcard-missing",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="{apex} resolves, names with a bucket in front of it do not",
    remedy="Add the record `*.{apex}` to the private hosted zone, or replace the zone by private DNS on the S3"
    " endpoint, which has both.",
    cause="A private hosted zone for S3 was made by hand with a record for its own name alone. Systems Manager's"
    " documents, Patch Manager and most tools put the bucket into the name.",
    seen="The name without a bucket resolves to private addresses, that of a bucket does not.",
    verify="getent ahosts {bucket}  # prints the private addresses of the S3 endpoint",
    warning=True,
)

S3_APEX_MISSING = ProblemKind(
    code="s3-apex-missing",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="names with a bucket in front of {apex} resolve, {apex} itself does not",
    remedy="Add a record for {apex} itself to the private hosted zone, or replace the zone by private DNS on the S3"
    " endpoint, which has both.",
    cause="A private hosted zone for S3 was made by hand with a wildcard record alone. The SSM Agent's updater puts"
    " the bucket into the path, and so asks for the name without one.",
    seen="The name of a bucket resolves to private addresses, the name without a bucket does not.",
    verify="getent ahosts {apex}  # prints the private addresses of the S3 endpoint",
    warning=True,
)
