"""The names that AWS publishes: partitions, FIPS and dual-stack, judged by the data of AWS's own SDK."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Iterator, Optional

import botocore
import pytest

from agent_bootstrap.aws import endpoints, fips, partitions
from agent_bootstrap.model.settings import DUAL_STACK, FIPS, SERVICES, Endpoints, Network, Settings

SDK = Path(botocore.__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((SDK / name).read_text(encoding="utf-8"))
    return values


def real_regions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Region -> what the SDK knows of its partition."""
    for partition in read("partitions.json")["partitions"]:
        for region in partition["regions"]:
            if not region.endswith("-global"):
                yield region, partition


def settings(region: str, names: str = "regional", **named: str) -> Settings:
    return Settings(region=region, network=Network(names=names), endpoints=Endpoints(**named))


@pytest.mark.parametrize(
    ("region", "expected"), list(real_regions()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_region_is_in_the_partition_that_the_sdk_has_it_in(region: str, expected: dict[str, Any]) -> None:
    found = partitions.partition(region)
    assert found.name == expected["id"]
    assert found.domain == expected["outputs"]["dnsSuffix"]
    assert found.dual_stack_domain == expected["outputs"]["dualStackDnsSuffix"]


def test_a_region_that_is_yet_to_come_is_an_ordinary_one() -> None:
    assert partitions.domain("xx-north-9") == "amazonaws.com"


def sdk_fips() -> Iterator[tuple[str, str, str]]:
    """Service, Region and name of every FIPS endpoint in the SDK's list."""
    for partition in read("endpoints.json")["partitions"]:
        for service in SERVICES:
            for region, told in partition["services"].get(service, {}).get("endpoints", {}).items():
                for variant in told.get("variants", []):
                    if variant["tags"] == ["fips"] and not partition["partition"].startswith("aws-iso"):
                        yield service, region, variant["hostname"]


def test_every_fips_name_is_the_sdks() -> None:
    wrong = [
        (service, region, name)
        for service, region, name in sdk_fips()
        if endpoints.published_name(service, settings(region, FIPS)) != name
    ]
    assert wrong == []


def test_no_fips_name_is_made_up() -> None:
    known = {(service, region) for service, region, _ in sdk_fips()}
    # The SDK has no list for the two message services: the SSM Agent is their only caller, and its manual names these.
    known |= {(service, region) for service in ("ssmmessages", "ec2messages") for region in FIPS_OF_THE_MANUAL}
    ours = {(service, region) for service in SERVICES for region, _ in real_regions() if fips.label(service, region)}
    assert ours == known


FIPS_OF_THE_MANUAL = ("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-west-1")


@pytest.mark.parametrize(
    ("service", "region", "told"),
    [
        ("ssm", "us-east-1", "ssm-fips.us-east-1.amazonaws.com"),
        ("ssmmessages", "ca-west-1", "ssmmessages-fips.ca-west-1.amazonaws.com"),
        ("ssmmessages", "ca-central-1", None),
        ("ssm", "us-gov-west-1", None),
        ("kms", "us-gov-west-1", "kms-fips.us-gov-west-1.amazonaws.com"),
        ("monitoring", "ca-central-1", None),
    ],
)
def test_the_agents_are_told_a_fips_name_where_it_is_another_one(
    service: str, region: str, told: Optional[str]
) -> None:
    assert endpoints.chosen_name(service, settings(region, FIPS)) == told


@pytest.mark.parametrize(
    ("service", "region", "name"),
    [
        ("ssm", "eu-west-1", "ssm.eu-west-1.api.aws"),
        ("ssmmessages", "cn-north-1", "ssmmessages.cn-north-1.api.amazonwebservices.com.cn"),
        ("logs", "eusc-de-east-1", "logs.eusc-de-east-1.api.amazonwebservices.eu"),
        ("s3", "eu-west-1", "s3.dualstack.eu-west-1.amazonaws.com"),
        ("s3", "cn-north-1", "s3.dualstack.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_dual_stack_names(service: str, region: str, name: str) -> None:
    assert endpoints.published_name(service, settings(region, DUAL_STACK)) == name
    assert endpoints.chosen_name(service, settings(region, DUAL_STACK)) == name


@pytest.mark.parametrize("names", ["regional", FIPS, DUAL_STACK])
def test_a_name_of_the_settings_wins_over_every_kind(names: str) -> None:
    wanted = settings("us-east-1", names, ssm="vpce-1.ssm.us-east-1.vpce.amazonaws.com", s3="vpce-2.s3.x.example")
    assert endpoints.endpoint("ssm", wanted).hostnames == ("vpce-1.ssm.us-east-1.vpce.amazonaws.com",)
    assert endpoints.chosen_name("s3", wanted) == "bucket.vpce-2.s3.x.example"


def test_buckets_stand_in_front_of_s3s_name_of_each_kind() -> None:
    assert endpoints.endpoint("s3", settings("us-east-1", FIPS)).hostnames == (
        "amazon-ssm-us-east-1.s3-fips.us-east-1.amazonaws.com",
        "s3-fips.us-east-1.amazonaws.com",
    )


def test_the_regional_names_need_not_be_told() -> None:
    assert [endpoints.chosen_name(service, settings("eu-west-1")) for service in SERVICES] == [None] * len(SERVICES)


def test_systems_manager_has_fips_endpoints_where_the_settings_allow_them_and_nowhere_else() -> None:
    regions = {region for region, _ in real_regions() if fips.label("ssm", region)}
    assert {region.partition("-")[0] for region in regions} == {"us", "ca"}
