"""Faults of names: the name servers of the site, and Route 53 behind them."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

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
}
