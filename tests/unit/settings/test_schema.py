"""The JSON Schema says yes and no to the same files as the program."""

from __future__ import annotations

import jsonschema
import pytest

from agent_bootstrap.settings import schema
from agent_bootstrap.settings.keys import ITEM_KEYS, KEYS
from agent_bootstrap.settings.toml_text import parse

VALIDATOR = jsonschema.Draft202012Validator(schema())

GOOD = """
region = "eu-west-1"
[activation]
id = "3c5d2f0e-8a91-4b7e-9d53-1f2a6b7c8d90"
code_file = "/etc/agent-bootstrap/activation-code"
[endpoints]
s3 = "vpce-0a1b2c3d4e5f-abcd1234.s3.eu-west-1.vpce.amazonaws.com"
[network]
services = ["ssm", "s3"]
allowed_cidrs = ["198.18.0.0/15"]
[ssm_agent]
version = "3.3.4851.0"
trusted_keys = ["1C5B 395C BE5E 74E2 F1CA  2159 2784 DBF3 88D1 9D46"]
[cloudwatch_agent]
enabled = false
configuration = "settings"
metrics = { level = "advanced", namespace = "OnPremises/Linux", interval = 300 }
credentials = { access_key_id = "AKIAIOSFODNN7EXAMPLE", secret_access_key = "wJalrXUtnFEMI/K7MDENG" }
[[cloudwatch_agent.logs]]
file = "/var/log/syslog"
group = "/on-premises/syslog"
retention_days = 30
[[cloudwatch_agent.logs]]
file = "/var/log/app/*.log"
group = "app"
stream = "{hostname}/app"
timestamp_format = "%Y-%m-%d %H:%M:%S"
multi_line_start = "{timestamp_format}"
encoding = "iso8859-1"
"""


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("text", ["", GOOD])
def test_good_files_pass(text: str) -> None:
    VALIDATOR.validate(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        'regoin = "eu-west-1"',
        'region = "Ireland"',
        "region = 1",
        'activation = "x"',
        'activation.code = "short"',
        'activation.cod = "x"',
        'endpoints.s3 = "https://s3.example.com"',
        'network.services = "ssm"',
        'network.services = ["ssn"]',
        'ssm_agent.version = "newest"',
        'cloudwatch_agent.enabled = "true"',
        'cloudwatch_agent.credentials.access_key_id = "AKIA"',
        'cloudwatch_agent.configuration = "/etc/my.json"',
        'cloudwatch_agent.metrics.level = "all"',
        "cloudwatch_agent.metrics.interval = 0",
        'cloudwatch_agent.logs = [{ file = "/a" }]',
        'cloudwatch_agent.logs = [{ file = "/a", group = "a", retention_days = 10 }]',
        'cloudwatch_agent.logs = { file = "/a", group = "a" }',
    ],
)
def test_bad_files_do_not(text: str) -> None:
    assert list(VALIDATOR.iter_errors(parse(text)))


@pytest.mark.parametrize("path", [*KEYS, *ITEM_KEYS])
def test_every_key_is_described_and_its_examples_and_default_are_good(path: str) -> None:
    described = schema()
    for name in path.split("."):
        described = described.get("items", described)["properties"][name]
    assert described["description"]
    for value in (*described.get("examples", []), *([described["default"]] if "default" in described else [])):
        jsonschema.Draft202012Validator(described).validate(value)
