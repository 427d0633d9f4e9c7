"""The faults: each breaks one thing of a healthy world, and names what the product must say of it."""

from __future__ import annotations

import dataclasses
from typing import Any, Mapping, Optional

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.world import SSM_BUCKET, World


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing that is broken, and the verdict that is due."""

    description: str
    change: Mapping[str, Any]
    """Fields of World and their values in the broken world."""
    code: Optional[str]
    """The problem that must be named; None where the run must get over it."""
    owner: Optional[Owner]
    exit_code: ExitCode


FAULTS: Mapping[str, Fault] = {
    "dns-nxdomain": Fault(
        "the resolver does not know the name of the ssm endpoint",
        {"dns": {"ssm": "nxdomain"}},
        "dns-nxdomain",
        Owner.DNS,
        ExitCode.STUCK,
    ),
    "dns-public-address": Fault(
        "the resolver answers with AWS's public address for ssm",
        {"dns": {"ssm": "public"}},
        "dns-public-address",
        Owner.DNS,
        ExitCode.STUCK,
    ),
    "dns-silent": Fault(
        "the name server never answers when asked for ssm",
        {"dns": {"ssm": "silent"}},
        "dns-silent",
        Owner.DNS,
        ExitCode.FAILED,
    ),
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
    "s3-access-denied": Fault(
        "the endpoint policy of S3 denies the SSM Agent's bucket",
        {"s3_denied": (SSM_BUCKET,)},
        "s3-access-denied",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "s3-unavailable-twice": Fault(
        "S3 answers 503 to the first two requests, then recovers",
        {"s3_unavailable": 2},
        None,
        None,
        ExitCode.CONVERGED,
    ),
    "signature-bad": Fault(
        "one byte of the SSM Agent's package differs from what AWS signed",
        {"s3_tampered": ("amazon-ssm-agent.deb", "amazon-ssm-agent.rpm")},
        "signature-bad",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "package-truncated": Fault(
        "the transfer of the SSM Agent's package is cut half-way, each time",
        {"s3_cut": ("amazon-ssm-agent.deb", "amazon-ssm-agent.rpm")},
        "package-truncated",
        Owner.FIREWALL,
        ExitCode.FAILED,
    ),
    "activation-expired": Fault(
        "the activation has expired",
        {"activation_state": "expired"},
        "activation-expired",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "activation-invalid": Fault(
        "AWS does not know the activation, or its code is wrong",
        {"activation_state": "invalid"},
        "activation-invalid",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
}


def world_with(names: tuple[str, ...]) -> World:
    """A healthy world with these faults in it. Raises KeyError for a name that is no fault."""
    world = World()
    for name in names:
        for field, value in FAULTS[name].change.items():
            present = getattr(world, field)
            merged: Any = {**present, **value} if isinstance(present, Mapping) else value
            changed: dict[str, Any] = {field: merged}
            world = dataclasses.replace(world, **changed)
    return world
