"""Faults of S3 and of the packages in it."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import SSM_BUCKET

FAULTS: Mapping[str, Fault] = {
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
}
