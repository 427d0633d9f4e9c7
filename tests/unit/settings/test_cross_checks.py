"""Values that are good one by one must also fit together."""

from __future__ import annotations

from typing import Callable

import pytest

from agent_bootstrap.settings import SettingError

FILE = "/etc/agent-bootstrap/agent-bootstrap.toml"
DROP_IN = "/etc/agent-bootstrap/conf.d/50-keys.toml"

Put = Callable[..., None]
Errors = Callable[..., tuple[SettingError, ...]]


@pytest.mark.parametrize(
    "text", ['access_key_id = "AKIAIOSFODNN7EXAMPLE"', 'secret_access_key = "wJalrXUtnFEMI/K7MDENG"']
)
def test_half_a_pair_of_keys_is_an_error(put: Put, errors: Errors, text: str) -> None:
    put(FILE, f"[cloudwatch_agent.credentials]\n{text}", 0o600)
    assert [(error.origin.line, error.problem.code) for error in errors()] == [(2, "credentials-incomplete")]


def test_the_halves_of_a_pair_may_lie_in_two_layers(put: Put, errors: Errors) -> None:
    put(FILE, '[cloudwatch_agent.credentials]\naccess_key_id = "AKIAIOSFODNN7EXAMPLE"')
    put(DROP_IN, '[cloudwatch_agent.credentials]\nsecret_access_key = "wJalrXUtnFEMI/K7MDENG"', 0o600)
    assert errors() == ()


def test_a_half_that_is_wrong_in_itself_is_not_called_missing(put: Put, errors: Errors) -> None:
    put(FILE, '[cloudwatch_agent.credentials]\naccess_key_id = 5\nsecret_access_key = "wJalrXUtnFEMI"', 0o600)
    assert [error.problem.code for error in errors()] == ["setting-wrong-type"]


@pytest.mark.parametrize(
    ("service", "name", "codes"),
    [
        ("s3", "vpce-0a1b-ab12.s3.eu-west-1.vpce.amazonaws.com", []),
        ("s3", "bucket.vpce-0a1b-ab12.s3.eu-west-1.vpce.amazonaws.com", ["endpoint-with-prefix"]),
        ("s3", "*.vpce-0a1b-ab12.s3.eu-west-1.vpce.amazonaws.com", ["endpoint-with-prefix"]),
        ("ssm", "*.vpce-0a1b-ab12.ssm.eu-west-1.vpce.amazonaws.com", ["endpoint-with-prefix"]),
        ("ssm", "vpce-0a1b-ab12-eu-west-1a.ssm.eu-west-1.vpce.amazonaws.com", []),
        ("ssm", "vpce-0a1b-ab12.ssmmessages.eu-west-1.vpce.amazonaws.com", ["endpoint-of-other-service"]),
        ("ssm", "vpce-0a1b-ab12.ssm.eu-west-2.vpce.amazonaws.com", ["endpoint-of-other-region"]),
        ("ssm", "logs.us-gov-west-1.amazonaws.com", ["endpoint-of-other-service", "endpoint-of-other-region"]),
        ("ssm", "ssm.logs.corp.example", []),
        ("ssm", "aws.corp.example", []),
    ],
)
def test_the_name_of_an_endpoint_fits_its_service_and_the_region(
    put: Put, errors: Errors, service: str, name: str, codes: list[str]
) -> None:
    put(FILE, f'region = "eu-west-1"\n[endpoints]\n{service} = "{name}"')
    assert [error.problem.code for error in errors()] == codes


def test_a_region_that_is_wrong_in_itself_is_not_compared(put: Put, errors: Errors) -> None:
    put(FILE, 'region = "Ireland"\nendpoints.ssm = "ssm.eu-west-1.amazonaws.com"')
    assert [error.problem.code for error in errors()] == ["region-malformed"]


def test_the_remedy_for_a_prefix_is_the_name_without_it(put: Put, errors: Errors) -> None:
    put(FILE, 'endpoints.s3 = "bucket.vpce-0a1b-ab12.s3.eu-west-1.vpce.amazonaws.com"')
    assert errors()[0].remedy == "Write vpce-0a1b-ab12.s3.eu-west-1.vpce.amazonaws.com"


@pytest.mark.parametrize(
    ("region", "names", "codes"),
    [
        ("us-east-1", "fips", []),
        ("ca-west-1", "fips", []),
        ("us-gov-west-1", "fips", []),
        ("eu-west-1", "fips", ["fips-not-in-region"]),
        ("eu-west-1", "dual-stack", []),
        ("eu-west-1", "ipv6", ["endpoint-names-unknown"]),
        ("Ireland", "fips", ["region-malformed"]),
    ],
)
def test_fips_names_are_for_regions_that_have_them(
    put: Put, errors: Errors, region: str, names: str, codes: list[str]
) -> None:
    put(FILE, f'region = "{region}"\nnetwork.names = "{names}"')
    assert [error.problem.code for error in errors()] == codes
