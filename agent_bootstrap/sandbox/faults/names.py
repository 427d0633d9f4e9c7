"""Faults of names: the name servers of the site, Route 53 behind them, and this server's own resolver."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import INBOUND, NAME_SERVERS, SITE_DOMAIN, endpoint_name

_FIRST, _SECOND = NAME_SERVERS

_SSM = endpoint_name("ssm")

_INBOUND_IS_KNOWN = f"""
mkdir -p /etc/agent-bootstrap/conf.d
echo '[network]' > /etc/agent-bootstrap/conf.d/50-inbound.toml
echo 'inbound_endpoint = ["{INBOUND[0]}", "{INBOUND[1]}"]' >> /etc/agent-bootstrap/conf.d/50-inbound.toml
"""

FAULTS: Mapping[str, Fault] = {
    "dns-nxdomain": Fault(
        "the resolver does not know the name of the ssm endpoint",
        {"dns": {"ssm": "nxdomain"}},
        "dns-nxdomain",
        Owner.DNS,
        ExitCode.STUCK,
    ),
    "dns-record-missing": Fault(
        "the hosted zone in the VPC has no record for ssm, and the settings name the inbound endpoint",
        {"dns": {"ssm": "nxdomain"}},
        "dns-record-missing",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        _INBOUND_IS_KNOWN,
    ),
    "dns-vpce-unknown": Fault(
        "the settings name an endpoint that was deleted",
        {},
        "dns-vpce-unknown",
        Owner.SETTINGS,
        ExitCode.STUCK,
        "mkdir -p /etc/agent-bootstrap/conf.d\n"
        "echo 'endpoints.ssm = \"vpce-0fffffffffffffff-0ld0ld0l.ssm.eu-west-1.vpce.amazonaws.com\"'"
        " > /etc/agent-bootstrap/conf.d/50-endpoints.toml",
    ),
    "dns-no-address": Fault(
        "the name of the ssm endpoint exists without an address",
        {"dns": {"ssm": "no-address"}},
        "dns-no-address",
        Owner.DNS,
        ExitCode.STUCK,
    ),
    "dns-servfail": Fault(
        "the name servers get no answer from Route 53 for ssm",
        {"dns": {"ssm": "servfail"}},
        "dns-servfail",
        Owner.DNS,
        ExitCode.FAILED,
    ),
    "dns-refused": Fault(
        "the name servers refuse to answer this server",
        {"name_servers": dict.fromkeys(NAME_SERVERS, "refused")},
        "dns-refused",
        Owner.DNS,
        ExitCode.STUCK,
    ),
    "dns-silent": Fault(
        "no name server answers when asked for ssm",
        {"dns": {"ssm": "silent"}},
        "dns-silent",
        Owner.DNS,
        ExitCode.FAILED,
    ),
    "dns-server-silent": Fault(
        "the second of two name servers is down",
        {"name_servers": {_SECOND: "silent"}},
        "dns-server-silent",
        Owner.DNS,
        ExitCode.CONVERGED,
    ),
    "dns-server-differs": Fault(
        "the first of two name servers does not forward to the VPC, the second does",
        {"name_servers": {_FIRST: "unforwarded"}},
        "dns-server-differs",
        Owner.DNS,
        ExitCode.STUCK,
    ),
    "dns-tcp-blocked": Fault(
        "the name servers answer over UDP alone",
        {"name_servers": dict.fromkeys(NAME_SERVERS, "no-tcp")},
        "dns-tcp-blocked",
        Owner.FIREWALL,
        ExitCode.CONVERGED,
    ),
    "dns-no-name-server": Fault(
        "the resolver configuration is empty",
        {},
        "dns-no-name-server",
        Owner.SERVER,
        ExitCode.STUCK,
        ": > /etc/resolv.conf",
        f"printf 'nameserver %s\\n' {' '.join(NAME_SERVERS)} > /etc/resolv.conf",
    ),
    "dns-system-resolver": Fault(
        "the system's resolver does not ask DNS",
        {},
        "dns-system-resolver",
        Owner.SERVER,
        ExitCode.FAILED,
        "echo 'hosts: files' > /etc/nsswitch.conf",
        "echo 'hosts: files dns' > /etc/nsswitch.conf",
    ),
    "dns-public-address": Fault(
        "no name server forwards to the VPC, so the names have AWS's public addresses",
        {"name_servers": dict.fromkeys(NAME_SERVERS, "unforwarded")},
        "dns-public-address",
        Owner.DNS,
        ExitCode.STUCK,
    ),
    "dns-private-dns-off": Fault(
        "private DNS is off on the ssm endpoint",
        {"dns": {"ssm": "public"}},
        "dns-private-dns-off",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "dns-public-ipv6": Fault(
        "this server has IPv6, and ssm a public address of that kind beside the private one",
        {"dns": {"ssm": "public-ipv6"}},
        "dns-public-ipv6",
        Owner.DNS,
        ExitCode.STUCK,
        "ip -6 address add fd00:10::2/128 dev lo",
        "ip -6 address delete fd00:10::2/128 dev lo",
    ),
    "dns-hosts-pin": Fault(
        "/etc/hosts gives ssm the address of an endpoint that was replaced",
        {},
        "dns-hosts-pin",
        Owner.SERVER,
        ExitCode.STUCK,
        f"echo '10.20.9.9 {_SSM}' >> /etc/hosts",
        "sed -i /^10.20.9.9/d /etc/hosts",
    ),
    "dns-search-domain": Fault(
        "the search domain has a wildcard record, and is tried first",
        {},
        "dns-search-domain",
        Owner.SERVER,
        ExitCode.STUCK,
        f"printf 'search {SITE_DOMAIN}\\noptions ndots:8\\n' >> /etc/resolv.conf",
        "sed -i '/^search/d; /ndots/d' /etc/resolv.conf",
    ),
    "s3-wildcard-missing": Fault(
        "the hosted zone for S3 has no wildcard record",
        {"dns": {"s3-buckets": "nxdomain"}},
        "s3-wildcard-missing",
        Owner.AWS_ACCOUNT,
        ExitCode.CONVERGED,
    ),
    "s3-apex-missing": Fault(
        "the hosted zone for S3 has a wildcard record alone",
        {"dns": {"s3-apex": "nxdomain"}},
        "s3-apex-missing",
        Owner.AWS_ACCOUNT,
        ExitCode.CONVERGED,
    ),
}
