"""Faults on the way to the endpoints: routes, firewalls, TLS, what answers, and the clock."""

from __future__ import annotations

from typing import Any, Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_TRUST_STORES = (
    "/etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/pki/tls/cacert.pem"
    " /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem /etc/ssl/cert.pem"
)


def _failed(description: str, change: Mapping[str, Any], code: str) -> Fault:
    """What the network team may mend while the program tries again."""
    return Fault(description, change, code, Owner.FIREWALL, ExitCode.FAILED)


def _stuck(description: str, change: Mapping[str, Any], code: str, owner: Owner = Owner.FIREWALL) -> Fault:
    return Fault(description, change, code, owner, ExitCode.STUCK)


FAULTS: Mapping[str, Fault] = {
    "tcp-refused": _failed(
        "nothing listens on port 443 of the ssm endpoint's address", {"tcp": {"ssm": "refused"}}, "tcp-refused"
    ),
    "tcp-black-hole": _failed(
        "packets to the ssm endpoint's address vanish", {"tcp": {"ssm": "black-hole"}}, "tcp-black-hole"
    ),
    "tcp-no-route": _failed(
        "a router knows no way to the ssm endpoint's address", {"tcp": {"ssm": "no-route"}}, "tcp-no-route"
    ),
    "path-mtu-black-hole": _stuck(
        "large packets from the ssm endpoint vanish", {"tcp": {"ssm": "small-mtu"}}, "path-mtu-black-hole"
    ),
    "tls-silent": _failed(
        "what answers on the ssm endpoint's address takes connections and says nothing",
        {"tls": {"ssm": "silent"}},
        "tls-silent",
    ),
    "tls-broken": _failed(
        "what answers on the ssm endpoint's address is a mail server", {"tls": {"ssm": "no-tls"}}, "tls-broken"
    ),
    "tls-intercepted": _stuck(
        "a device of the site shows a certificate of its own for the ssm endpoint",
        {"tls": {"ssm": "intercepted"}},
        "tls-intercepted",
    ),
    "tls-root-missing": _stuck(
        "the certificate of the ssm endpoint comes from an authority of Amazon's that this server does not trust",
        {"tls": {"ssm": "root-missing"}},
        "tls-root-missing",
        Owner.SERVER,
    ),
    "tls-wrong-name": _stuck(
        "the ssm endpoint shows another endpoint's certificate",
        {"tls": {"ssm": "wrong-name"}},
        "tls-wrong-name",
        Owner.DNS,
    ),
    "tls-expired": _stuck(
        "the certificate of the ssm endpoint has expired", {"tls": {"ssm": "expired"}}, "tls-expired"
    ),
    "tls-not-yet-valid": _stuck(
        "the certificate of the ssm endpoint is valid from tomorrow on",
        {"tls": {"ssm": "not-yet-valid"}},
        "tls-not-yet-valid",
    ),
    "trust-store-missing": Fault(
        "this server has no trust store",
        {},
        "trust-store-missing",
        Owner.SERVER,
        ExitCode.STUCK,
        f"for store in {_TRUST_STORES}; do if [ -e $store ]; then mv $store $store.gone; fi; done",
        f"for store in {_TRUST_STORES}; do if [ -e $store.gone ]; then mv $store.gone $store; fi; done",
    ),
    "captive-portal": _stuck(
        "a portal's log-in page answers in the ssm endpoint's place", {"http": {"ssm": "portal"}}, "captive-portal"
    ),
    "http-not-aws": _stuck(
        "a web server of the site answers as the ssm endpoint",
        {"http": {"ssm": "web-server"}},
        "http-not-aws",
        Owner.DNS,
    ),
    "http-broken": _failed(
        "a device hangs up on every request to the ssm endpoint", {"http": {"ssm": "hangs-up"}}, "http-broken"
    ),
    "websocket-blocked": _stuck(
        "a web filter refuses WebSockets to ssmmessages", {"websockets": "forbidden"}, "websocket-blocked"
    ),
    "websocket-dropped": _stuck(
        "a firewall drops WebSockets to ssmmessages", {"websockets": "dropped"}, "websocket-blocked"
    ),
    "clock-skew": _stuck("this server's clock is ten minutes slow", {"clock_offset": 600}, "clock-skew", Owner.SERVER),
}
