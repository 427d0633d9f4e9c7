"""Faults on the way to the endpoints: routes, firewalls, TLS, what answers."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

FAULTS: Mapping[str, Fault] = {
    "tcp-refused": Fault(
        "nothing listens on port 443 of the ssm endpoint's address",
        {"tcp": {"ssm": "refused"}},
        "tcp-refused",
        Owner.FIREWALL,
        ExitCode.FAILED,
    ),
    "tcp-black-hole": Fault(
        "packets to the ssm endpoint's address vanish",
        {"tcp": {"ssm": "black-hole"}},
        "tcp-black-hole",
        Owner.FIREWALL,
        ExitCode.FAILED,
    ),
    "tls-unknown-ca": Fault(
        "the certificate of the ssm endpoint comes from an authority that this server does not trust",
        {"tls_unknown_ca": ("ssm",)},
        "tls-unknown-ca",
        Owner.FIREWALL,
        ExitCode.STUCK,
    ),
}
