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


def ssm_agent_version(channel: str, settings: Settings) -> S3Object:
    """The object that holds the version behind `latest` or `stable`."""
    return s3_object(ssm_agent_bucket(settings), f"{channel}/VERSION", settings)


def ssm_agent(version: str, platform: Platform, settings: Settings) -> S3Object:
    """The SSM Agent's package of an exact version."""
    folder = f"{_SSM_FOLDERS[platform.family]}_{platform.architecture}"
    return s3_object(ssm_agent_bucket(settings), f"{version}/{folder}/{SSM_AGENT}.{platform.family}", settings)


def cloudwatch_agent(version: str, platform: Platform, settings: Settings) -> S3Object:
    """The CloudWatch agent's package of an exact version or of `latest`."""
    family_folder = {"deb": "ubuntu", "rpm": "redhat"}[platform.family]
    folder = _CLOUDWATCH_FOLDERS.get(platform.distribution, "debian" if platform.family == "deb" else "redhat")
    if folder in _CLOUDWATCH_AMD64_ONLY and platform.architecture != "amd64":
        folder = family_folder
    key = f"{folder}/{platform.architecture}/{version}/{CLOUDWATCH_AGENT}.{platform.family}"
    return s3_object(cloudwatch_agent_bucket(settings), key, settings)


def cloudwatch_agent_key(settings: Settings) -> S3Object:
    """The CloudWatch agent's signing key. It is believed only if it has a fingerprint that is trusted already."""
    return s3_object(cloudwatch_agent_bucket(settings), "assets/amazon-cloudwatch-agent.gpg", settings)
