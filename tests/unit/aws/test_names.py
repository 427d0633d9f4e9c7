"""Names and addresses of AWS under different settings."""

from __future__ import annotations

import dataclasses

import pytest

from agent_bootstrap.aws import addresses, cloudwatch_agent, endpoints, packages, ssm_agent
from agent_bootstrap.model.platform import Platform
from agent_bootstrap.model.settings import Endpoints, Settings

PLAIN = Settings(region="eu-west-1")
CHOSEN = dataclasses.replace(
    PLAIN, endpoints=Endpoints(s3="vpce-1.s3.eu-west-1.vpce.amazonaws.com", ssm="vpce-2.ssm.x")
)
DEBIAN = Platform("debian", "12", "deb", "amd64")


def test_without_a_chosen_endpoint_s3_is_asked_for_the_bucket_first_and_then_by_path() -> None:
    assert packages.ssm_agent_version("latest", PLAIN).addresses == (
        "https://amazon-ssm-eu-west-1.s3.eu-west-1.amazonaws.com/latest/VERSION",
        "https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/VERSION",
    )


def test_a_chosen_s3_endpoint_is_asked_bucket_style_and_nothing_else() -> None:
    assert packages.ssm_agent("3.3.1.0", DEBIAN, CHOSEN).addresses == (
        "https://bucket.vpce-1.s3.eu-west-1.vpce.amazonaws.com/amazon-ssm-eu-west-1/3.3.1.0/debian_amd64/amazon-ssm-agent.deb",
    )


def test_a_signature_lies_beside_its_package() -> None:
    package = packages.ssm_agent("3.3.1.0", DEBIAN, CHOSEN)
    assert package.signature().addresses == (package.addresses[0] + ".sig",)


def test_the_endpoints_use_the_chosen_names() -> None:
    assert endpoints.endpoint("ssm", CHOSEN).hostnames == ("vpce-2.ssm.x",)
    assert endpoints.endpoint("kms", CHOSEN).hostnames == ("kms.eu-west-1.amazonaws.com",)


@pytest.mark.parametrize(
    ("platform", "key"),
    [
        (DEBIAN, "debian/amd64/latest/amazon-cloudwatch-agent.deb"),
        (Platform("debian", "12", "deb", "arm64"), "ubuntu/arm64/latest/amazon-cloudwatch-agent.deb"),
        (Platform("ubuntu", "24.04", "deb", "arm64"), "ubuntu/arm64/latest/amazon-cloudwatch-agent.deb"),
        (Platform("rocky", "9", "rpm", "arm64"), "redhat/arm64/latest/amazon-cloudwatch-agent.rpm"),
        (Platform("amzn", "2023", "rpm", "amd64"), "amazon_linux/amd64/latest/amazon-cloudwatch-agent.rpm"),
        (Platform("sles", "15", "rpm", "amd64"), "suse/amd64/latest/amazon-cloudwatch-agent.rpm"),
    ],
)
def test_each_platform_has_its_cloudwatch_package(platform: Platform, key: str) -> None:
    assert packages.cloudwatch_agent("latest", platform, PLAIN).key == key


@pytest.mark.parametrize("address", ["10.0.0.1", "172.31.0.9", "192.168.1.1", "100.64.3.4", "fd00::1"])
def test_private_addresses(address: str) -> None:
    assert addresses.is_private(address, ())


@pytest.mark.parametrize("address", ["52.94.0.1", "172.32.0.1", "2600:1f18::1", "127.0.0.1", "169.254.169.254"])
def test_addresses_that_are_not_private_unless_allowed(address: str) -> None:
    assert not addresses.is_private(address, ())
    assert addresses.is_private(address, ("0.0.0.0/0", "::/0"))


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"instanceID":"","region":"","privateKey":"k"}'])
def test_half_an_identity_is_none(text: str | None) -> None:
    assert ssm_agent.identity(text) is None


@pytest.mark.parametrize(
    ("yaml", "toml", "mode"),
    [
        (
            "extensions:\n  agenthealth/metrics:\n    x: 1\n  entitystore:\n    mode: onPrem\n    region: r\n",
            "",
            "onPrem",
        ),
        ("extensions:\n    entitystore:\n        mode: ec2\n", "", "ec2"),
        (None, '[outputs]\n  [[outputs.cloudwatchlogs]]\n    mode = "OP"\n', "onPrem"),
        (None, None, None),
    ],
)
def test_the_mode_is_read_from_what_the_agent_generated(yaml: str | None, toml: str | None, mode: str | None) -> None:
    assert cloudwatch_agent.mode(yaml, toml) == mode
