"""Which services are looked at, and the buckets of each Region."""

from __future__ import annotations

import pytest

from agent_bootstrap.aws import buckets, services, versions
from agent_bootstrap.model.reporting import Reporting
from agent_bootstrap.model.settings import SERVICES, CloudWatchAgent, Network, Settings, SsmAgent


@pytest.mark.parametrize(
    ("version", "cloudwatch_agent", "expected"),
    [
        ("latest", True, ("ssm", "ssmmessages", "kms", "s3", "logs", "monitoring")),
        ("stable", False, ("ssm", "ssmmessages", "kms", "s3")),
        ("3.3.40.0", False, ("ssm", "ssmmessages", "kms", "s3")),
        ("3.3.39.9", False, ("ssm", "ssmmessages", "ec2messages", "kms", "s3")),
        ("3.2.2303.0", True, SERVICES),
    ],
)
def test_the_services_are_those_that_the_settings_need(
    version: str, cloudwatch_agent: bool, expected: tuple[str, ...]
) -> None:
    settings = Settings(ssm_agent=SsmAgent(version=version), cloudwatch_agent=CloudWatchAgent(enabled=cloudwatch_agent))
    assert services.looked_at(settings) == expected


def test_health_that_is_told_to_cloudwatch_needs_its_endpoint_also_without_the_agent() -> None:
    settings = Settings(
        cloudwatch_agent=CloudWatchAgent(enabled=False), reporting=Reporting(cloudwatch_metrics="converged")
    )
    assert services.looked_at(settings) == ("ssm", "ssmmessages", "kms", "s3", "monitoring")


def test_a_list_of_the_settings_wins() -> None:
    settings = Settings(network=Network(services=("ssm", "s3")), ssm_agent=SsmAgent(version="3.2.0.0"))
    assert services.looked_at(settings) == ("ssm", "s3")


def test_a_packages_own_revision_is_no_part_of_a_version() -> None:
    assert versions.numbers("3.3.987.0-1") == (3, 3, 987, 0)
    assert versions.numbers("latest") == ()
    assert versions.text((3, 3, 40, 0)) == "3.3.40.0"


@pytest.mark.parametrize(
    ("bucket", "region", "name"),
    [
        (buckets.SSM_AGENT, "eu-west-1", "amazon-ssm-eu-west-1"),
        (buckets.SNAPSHOTS, "eu-west-1", "patch-baseline-snapshot-eu-west-1"),
        (buckets.SNAPSHOTS, "me-south-1", "patch-baseline-snapshot-me-south-1-uduvl7q8"),
        (buckets.SNAPSHOTS, "af-south-1", "patch-baseline-snapshot-af-south-1-tbxdb5b9"),
        (buckets.PATCH_MANAGER, "me-south-1", "aws-patch-manager-me-south-1-a53fc9dce"),
        (buckets.PATCH_MANAGER, "us-gov-west-1", "aws-patch-manager-us-gov-west-1-*"),
        (buckets.ATTACHMENTS, "cn-north-1", "aws-ssm-document-attachments-cn-north-1"),
    ],
)
def test_each_region_has_its_own_name_of_a_bucket(bucket: buckets.Bucket, region: str, name: str) -> None:
    assert bucket.name(region) == name
