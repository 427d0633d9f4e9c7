"""Which services have a FIPS endpoint in which Regions; a name that AWS does not publish is never made up."""

from __future__ import annotations

from typing import Mapping, Optional

_US = ("us-east-1", "us-east-2", "us-west-1", "us-west-2")
_GOVERNMENT = ("us-gov-east-1", "us-gov-west-1")

_SUFFIXED: Mapping[str, tuple[str, ...]] = {
    # AWS Systems Manager User Guide, "Configuring SSM Agent for use with the Federal Information Processing Standard".
    "ssmmessages": (*_US, "ca-west-1"),
    "ec2messages": (*_US, "ca-west-1"),
    # The others: botocore 1.44.5, data/endpoints.json, variants tagged `fips`.
    "ssm": (*_US, "ca-central-1", "ca-west-1"),
    "s3": (*_US, "ca-central-1", "ca-west-1", *_GOVERNMENT),
    "logs": (*_US, "ca-central-1", "ca-west-1"),
    "monitoring": _US,
    "kms": (
        *_US, *_GOVERNMENT, "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
        "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
        "ap-southeast-5", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1",
        "me-south-1", "mx-central-1", "sa-east-1",
    ),
}  # fmt: skip
"""Service -> Regions in which `SERVICE-fips.REGION` is a name of its endpoint."""

_REGIONAL: Mapping[str, tuple[str, ...]] = {"ssm": _GOVERNMENT, "logs": _GOVERNMENT, "monitoring": _GOVERNMENT}
"""Service -> Regions in which the regional name is itself the FIPS endpoint (the same file: AWS GovCloud)."""


def label(service: str, region: str) -> Optional[str]:
    """The first part of the FIPS endpoint's name, `ssm-fips` or `ssm`; None where AWS publishes no such endpoint."""
    if region in _SUFFIXED.get(service, ()):
        return f"{service}-fips"
    return service if region in _REGIONAL.get(service, ()) else None
