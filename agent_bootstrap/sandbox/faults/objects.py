"""Faults of S3: which objects it gives, to whom, and how far."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import SSM_AGENT_VERSION, SSM_BUCKET

_FOR_GOOD = 1_000_000
"""More requests than a rehearsal makes."""

_VERSION = f"{DIRECTORY}/objects/{SSM_BUCKET}/latest/VERSION"

FAULTS: Mapping[str, Fault] = {
    "s3-access-denied": Fault(
        "the endpoint policy of S3 denies the SSM Agent's bucket",
        {"s3_denied": (SSM_BUCKET,)},
        "s3-access-denied",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "s3-no-such-object": Fault(
        "the settings want a version of the SSM Agent that AWS never published",
        {},
        "s3-no-such-object",
        Owner.SETTINGS,
        ExitCode.STUCK,
        script="mkdir -p /etc/agent-bootstrap/conf.d\n"
        "printf '[ssm_agent]\\nversion = \"3.3.99999.0\"\\n' > /etc/agent-bootstrap/conf.d/90-fault.toml",
    ),
    "s3-no-such-bucket": Fault(
        "AWS keeps no bucket of the SSM Agent in this Region",
        {"s3_buckets": {SSM_BUCKET: "absent"}},
        "s3-no-such-bucket",
        Owner.SETTINGS,
        ExitCode.STUCK,
    ),
    "s3-wrong-region": Fault(
        "the S3 endpoint lies in another Region than the SSM Agent's bucket, and redirects",
        {"s3_buckets": {SSM_BUCKET: "elsewhere"}},
        "s3-wrong-region",
        Owner.SETTINGS,
        ExitCode.STUCK,
    ),
    "s3-wrong-style": Fault(
        "S3 takes the endpoint's name for a bucket's when it is asked for the SSM Agent",
        {"s3_buckets": {SSM_BUCKET: "wrong-style"}},
        "s3-wrong-style",
        Owner.SETTINGS,
        ExitCode.STUCK,
    ),
    "s3-unavailable": Fault(
        "S3 answers 503 to every request for an object, and never recovers",
        {"s3_unavailable": _FOR_GOOD},
        "s3-unavailable",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
    ),
    "s3-unavailable-twice": Fault(
        "S3 answers 503 to the first two requests, then recovers",
        {"s3_unavailable": 2},
        None,
        None,
        ExitCode.CONVERGED,
    ),
    "s3-unexpected-answer": Fault(
        "a device on the way answers with a page of its own when an object of the SSM Agent's bucket is asked for",
        {"s3_buckets": {SSM_BUCKET: "filtered"}},
        "s3-unexpected-answer",
        Owner.FIREWALL,
        ExitCode.FAILED,
    ),
    "download-interrupted": Fault(
        "S3's connections end when an object of the SSM Agent's bucket is asked for",
        {"s3_buckets": {SSM_BUCKET: "hangs-up"}},
        "download-interrupted",
        Owner.FIREWALL,
        ExitCode.FAILED,
    ),
    "package-truncated": Fault(
        "the transfer of the SSM Agent's package is cut half-way, each time",
        {"s3_cut": ("amazon-ssm-agent.deb", "amazon-ssm-agent.rpm")},
        "package-truncated",
        Owner.FIREWALL,
        ExitCode.FAILED,
    ),
    "object-too-large": Fault(
        "a file of 70000 bytes lies where the SSM Agent's version must stand",
        {},
        "object-too-large",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        f"head --bytes=70000 /dev/zero > {_VERSION}",
        f"echo {SSM_AGENT_VERSION} > {_VERSION}",
    ),
}
