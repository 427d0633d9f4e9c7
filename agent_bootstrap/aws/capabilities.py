"""What each capability of Systems Manager, and each of CloudWatch's agent, needs of a server on premises: one entry each.

AWS Systems Manager User Guide, above all "Working with SSM Agent", "Improve the security of EC2 instances by using VPC endpoints",
"Configuring instance tiers" and the chapter of each capability.
"""

from __future__ import annotations

from agent_bootstrap.aws import buckets
from agent_bootstrap.aws.buckets import Bucket
from agent_bootstrap.model.value_object import value_object


@value_object
class Part:
    """A part of a capability that may be missing while the rest works."""

    service: str
    lost: str
    """What does not work without it."""


@value_object
class Capability:
    """One capability, with what it needs."""

    name: str
    services: tuple[str, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    """An agent's own bucket is needed until that agent is installed, and for its updates afterwards."""
    parts: tuple[Part, ...] = ()
    minimum_agent: tuple[int, ...] = ()
    """The first SSM Agent that has it; empty where every agent in use does."""
    takes_commands: bool = False
    """Whether it reaches the server as Run Command does: old agents then need ec2messages."""
    cloudwatch_agent: bool = False
    """Whether the CloudWatch agent does it, and not the SSM Agent."""
    unseen: str = ""
    """What else it needs, and only AWS's side can tell."""
    note: str = ""
    elsewhere: str = ""
    """Why it is nothing that this server could have or lack."""


_ADVANCED = "the advanced-instances tier in AWS"
_KMS = Part("kms", "encryption with a KMS key")
_SESSION_LOGS = Part("logs", "session logs in CloudWatch Logs")
_COMMAND_LOGS = Part("logs", "command output in CloudWatch Logs")
_SESSIONS = (_KMS, _SESSION_LOGS)
_MESSAGES = ("ssm", "ssmmessages")
_IN_AWS = "it runs in AWS and needs nothing of this server"

CAPABILITIES = (
    Capability("Managed node", _MESSAGES, (buckets.SSM_AGENT,), takes_commands=True),
    # 2.3.68.0 is the first agent with sessions (Session Manager prerequisites).
    Capability("Session Manager", _MESSAGES, parts=_SESSIONS, minimum_agent=(2, 3, 68, 0), unseen=_ADVANCED),
    Capability(
        "Just-in-time node access", _MESSAGES, parts=_SESSIONS, unseen=f"{_ADVANCED}, and AWS offering it on premises"
    ),
    Capability(
        "Run Command", _MESSAGES, parts=(_COMMAND_LOGS, Part("s3", "command output in S3")), takes_commands=True
    ),
    Capability(
        "Patch Manager",
        (*_MESSAGES, "s3"),
        (buckets.DOCUMENTS, buckets.PATCH_MANAGER, buckets.SNAPSHOTS),
        takes_commands=True,
        note="the distribution's own package repositories must be reachable, too",
    ),
    Capability("Inventory", ("ssm",)),
    Capability("Compliance", ("ssm",)),
    Capability(
        "Distributor", (*_MESSAGES, "s3"), (buckets.ATTACHMENTS,), minimum_agent=(2, 2, 45, 0), takes_commands=True
    ),
    Capability("State Manager", ("ssm",), parts=(Part("s3", "documents of AWS with modules in S3"),)),
    Capability("Documents", ("ssm",), parts=(Part("s3", "documents with modules or contents in S3"),)),
    Capability("Fleet Manager: list of nodes", ("ssm",)),
    Capability("Fleet Manager: tools", _MESSAGES, parts=(_KMS,), minimum_agent=(2, 3, 68, 0), unseen=_ADVANCED),
    Capability("Parameter Store", ("ssm",)),
    Capability("AppConfig", unseen="endpoints for appconfig and appconfigdata, which are not looked at"),
    Capability("CloudWatch agent: metrics", ("monitoring",), (buckets.CLOUDWATCH_AGENT,), cloudwatch_agent=True),
    Capability("CloudWatch agent: logs", ("logs",), (buckets.CLOUDWATCH_AGENT,), cloudwatch_agent=True),
    Capability(
        "Quick Setup: host management",
        (*_MESSAGES, "s3"),
        (buckets.SSM_AGENT, buckets.DOCUMENTS),
        takes_commands=True,
        note="its daily patch scan is for EC2 instances alone",
    ),
    Capability("Automation", _MESSAGES, takes_commands=True, note="for the steps that run commands on this server"),
    Capability("Maintenance Windows", _MESSAGES, takes_commands=True, note="for the tasks that run on this server"),
    Capability("Explorer, OpsCenter", ("ssm",), note="they show what Inventory, Compliance and State Manager send"),
    Capability(
        "Default Host Management", elsewhere="it is for EC2 instances; a server on premises has its activation's role"
    ),
    Capability("Incident Manager", elsewhere=_IN_AWS),
    Capability("Change Manager", elsewhere=f"{_IN_AWS}; it is closed to new customers"),
    Capability("Change Calendar", elsewhere=_IN_AWS),
    Capability("Application Manager", elsewhere=_IN_AWS),
)
"""In the order in which a person would ask for them."""
