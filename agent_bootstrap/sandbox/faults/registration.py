"""Faults of the activation."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

FAULTS: Mapping[str, Fault] = {
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
