"""Where in S3 AWS keeps each agent's package for each family of distributions."""

from __future__ import annotations

from agent_bootstrap.aws.objects import S3Object, cloudwatch_agent_bucket, s3_object, ssm_agent_bucket
from agent_bootstrap.model.platform import Platform
from agent_bootstrap.model.settings import Settings

SSM_AGENT = "amazon-ssm-agent"
CLOUDWATCH_AGENT = "amazon-cloudwatch-agent"

_SSM_FOLDERS = {"deb": "debian", "rpm": "linux"}
"""The SSM Agent has one folder for all distributions of a family."""

_CLOUDWATCH_FOLDERS = {
    "amzn": "amazon_linux",
    "centos": "centos",
    "debian": "debian",
    "ol": "oracle_linux",
    "sles": "suse",
    "ubuntu": "ubuntu",
}
"""ID of os-release -> folder of the CloudWatch agent. Others of the family take Debian's or Red Hat's."""

_CLOUDWATCH_AMD64_ONLY = ("centos", "debian", "oracle_linux")
"""Folders for which AWS documents amd64 only; their arm64 hosts take the folder of the family's largest distribution."""


CHANNELS = ("latest", "stable")
"""What may stand for an exact version of the SSM Agent. Of the CloudWatch agent AWS has `latest` alone."""


def ssm_agent_version(channel: str, settings: Settings) -> S3Object:
    """The object that holds the version behind `latest` or `stable`."""
    return s3_object(ssm_agent_bucket(settings), f"{channel}/VERSION", settings, settings.ssm_agent.source)


def ssm_agent(version: str, platform: Platform, settings: Settings) -> S3Object:
    """The SSM Agent's package of an exact version, or the one that lies in the folder of a channel."""
    folder = f"{_SSM_FOLDERS[platform.family]}_{platform.architecture}"
    key = f"{version}/{folder}/{SSM_AGENT}.{platform.family}"
    return s3_object(ssm_agent_bucket(settings), key, settings, settings.ssm_agent.source)


def ssm_agent_sample(platform: Platform, settings: Settings) -> S3Object:
    """What must lie in a copy of the bucket, or these settings cannot be met from it."""
    wanted = settings.ssm_agent
    if wanted.version in CHANNELS and not wanted.source.startswith("/"):
        return ssm_agent_version(wanted.version, settings)
    return ssm_agent(wanted.version, platform, settings)


def cloudwatch_agent(version: str, platform: Platform, settings: Settings) -> S3Object:
    """The CloudWatch agent's package of an exact version or of `latest`."""
    family_folder = {"deb": "ubuntu", "rpm": "redhat"}[platform.family]
    folder = _CLOUDWATCH_FOLDERS.get(platform.distribution, "debian" if platform.family == "deb" else "redhat")
    if folder in _CLOUDWATCH_AMD64_ONLY and platform.architecture != "amd64":
        folder = family_folder
    key = f"{folder}/{platform.architecture}/{version}/{CLOUDWATCH_AGENT}.{platform.family}"
    return s3_object(cloudwatch_agent_bucket(settings), key, settings, settings.cloudwatch_agent.source)


def brings_cloudwatch_agent(settings: Settings) -> bool:
    """Whether this program installs the CloudWatch agent: it may be left out, or left to Systems Manager."""
    return settings.cloudwatch_agent.enabled and settings.cloudwatch_agent.install == "now"


def cloudwatch_agent_sample(platform: Platform, settings: Settings) -> S3Object:
    """What must lie in a copy of the bucket: the package itself. Its key may be in keys.d."""
    return cloudwatch_agent(settings.cloudwatch_agent.version, platform, settings)


def cloudwatch_agent_key(settings: Settings) -> S3Object:
    """The CloudWatch agent's signing key. It is believed only if it has a fingerprint that is trusted already."""
    key, source = "assets/amazon-cloudwatch-agent.gpg", settings.cloudwatch_agent.source
    return s3_object(cloudwatch_agent_bucket(settings), key, settings, source)
