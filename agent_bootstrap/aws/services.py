"""Which services a server needs an endpoint for."""

from __future__ import annotations

from agent_bootstrap.aws import packages, versions
from agent_bootstrap.model.reporting import OFF
from agent_bootstrap.model.settings import FROM_S3, SERVICES, Settings

WITHOUT_EC2MESSAGES = (3, 3, 40, 0)
"""Since this version the SSM Agent takes commands through ssmmessages alone: release note of 3.3.40.0, "switch off ec2messages when
ssmmessages connected successfully". Regions that AWS opened since 2024 have no ec2messages at all.
"""

WITH_LOGS_ENDPOINT = (3, 3, 2958, 0)
"""The first SSM Agent that can be told the endpoint of CloudWatch Logs (amazon-ecs-agent pull request 4755)."""


def looked_at(settings: Settings) -> tuple[str, ...]:
    """The services whose endpoints are looked at: those of the settings, or else those that the settings need."""
    return settings.network.services or needed(settings)


def needed(settings: Settings) -> tuple[str, ...]:
    """The services that these settings cannot do without, in their usual order."""
    wanted = {"ssm", "ssmmessages", "kms"}
    if _brings_from_s3(settings):
        wanted.add("s3")
    if settings.cloudwatch_agent.enabled:
        wanted |= {"logs", "monitoring"}
    if settings.reporting.cloudwatch_metrics != OFF:
        wanted.add("monitoring")
    if takes_commands_from_ec2messages(settings.ssm_agent.version):
        wanted.add("ec2messages")
    return tuple(service for service in SERVICES if service in wanted)


def _brings_from_s3(settings: Settings) -> bool:
    """Whether a package comes from AWS's own bucket, and not from a mirror of the site's."""
    sources = [settings.ssm_agent.source]
    if packages.brings_cloudwatch_agent(settings):
        sources.append(settings.cloudwatch_agent.source)
    return FROM_S3 in sources


def takes_commands_from_ec2messages(version: str) -> bool:
    """Whether an SSM Agent of this version needs ec2messages. `latest` and `stable` are newer."""
    exact = versions.numbers(version)
    return bool(exact) and exact < WITHOUT_EC2MESSAGES
