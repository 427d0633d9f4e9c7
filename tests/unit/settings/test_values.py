"""Values of each kind: the good ones pass, the bad ones get the right word."""

from __future__ import annotations

from typing import Optional

import pytest

from agent_bootstrap.model.secret import Secret
from agent_bootstrap.settings import values
from agent_bootstrap.settings.keys import KEYS
from agent_bootstrap.settings.layers import Content

CODE = "AbCdEfGhIjKlMnOpQr12"
S3 = "vpce-0a1b2c3d4e5f-abcd1234.s3.eu-west-1.vpce.amazonaws.com"


def _code(key: str, content: Content) -> Optional[str]:
    found = values.problems(KEYS[key], content)
    return found[0].code if found else None


@pytest.mark.parametrize(
    ("key", "content", "code"),
    [
        ("region", "eu-west-1", None),
        ("region", "us-gov-west-1", None),
        ("region", "cn-north-1", None),
        ("region", "us-iso-east-1", None),
        ("region", "us-isob-east-1", None),
        ("region", "eusc-de-east-1", None),
        ("region", "EU-West-1", "region-malformed"),
        ("region", "Ireland", "region-malformed"),
        ("region", "eu-west-1.amazonaws.com", "region-malformed"),
        ("region", "eu-west-1a", "region-is-zone"),
        ("region", "", "value-empty"),
        ("activation.id", "3c5d2f0e-8a91-4b7e-9d53-1f2a6b7c8d90", None),
        ("activation.id", "mi-0123456789abcdef0", "activation-id-malformed"),
        ("activation.code", Secret(CODE), None),
        ("activation.code", Secret("x" * 250), None),
        ("activation.code", Secret("x" * 19), "activation-code-length"),
        ("activation.code", Secret("x" * 251), "activation-code-length"),
        ("activation.code", Secret("3c5d2f0e-8a91-4b7e-9d53-1f2a6b7c8d90"), "activation-code-is-id"),
        ("activation.code", Secret("AbCdEfGhIj KlMnOpQr12"), "secret-with-strange-characters"),
        ("activation.code", Secret("AbCdEfGhIj\u00e9KlMnOpQr12"), "secret-with-strange-characters"),
        ("activation.code_file", "/root/code", None),
        ("activation.code_file", "code", "path-not-absolute"),
        ("activation.code_file", "-", "standard-input-only-by-flag"),
        ("endpoints.s3", S3, None),
        ("endpoints.s3", f"https://{S3}", "hostname-is-url"),
        ("endpoints.s3", f"{S3}:443", "hostname-is-url"),
        ("endpoints.s3", f"{S3}/bucket", "hostname-is-url"),
        ("endpoints.s3", "10.20.1.15", "hostname-is-address"),
        ("endpoints.s3", "fd00::1", "hostname-is-address"),
        ("endpoints.s3", "vpce_1.s3.eu-west-1.amazonaws.com", "hostname-malformed"),
        ("endpoints.s3", "localhost", "hostname-malformed"),
        ("endpoints.s3", f"{'a' * 64}.amazonaws.com", "hostname-malformed"),
        ("endpoints.s3", "a.b" * 84 + ".amazonaws.com", "hostname-malformed"),
        ("network.allowed_cidrs", ("198.18.0.0/15", "fd00::/8"), None),
        ("network.allowed_cidrs", ("10.0.0.0/8", "10.0.0.0/33"), "cidr-malformed"),
        ("network.allowed_cidrs", ("10.0.0.1",), "cidr-malformed"),
        ("network.allowed_cidrs", ("10.0.0.0/255.0.0.0",), "cidr-malformed"),
        ("network.allowed_cidrs", ("10.0.0.1/8",), "cidr-host-bits"),
        ("network.allowed_cidrs", ("0.0.0.0/0",), "cidr-everything"),
        ("network.services", ("ssm", "s3"), None),
        ("network.services", ("ssm", "S3"), "service-unknown"),
        ("ssm_agent.version", "stable", None),
        ("ssm_agent.version", "3.3.4851.0", None),
        ("ssm_agent.version", "3.3", "version-malformed"),
        ("ssm_agent.trusted_keys", ("1C5B395CBE5E74E2F1CA21592784DBF388D19D46",), None),
        ("ssm_agent.trusted_keys", ("1C5B 395C BE5E 74E2 F1CA  2159 2784 DBF3 88D1 9D46",), None),
        ("ssm_agent.trusted_keys", ("2784DBF388D19D46",), "fingerprint-malformed"),
        ("cloudwatch_agent.version", "1.300067.0b1404", None),
        ("cloudwatch_agent.version", "stable", "version-malformed"),
        ("reporting.metrics_file", "/var/lib/prometheus/node-exporter/agent-bootstrap.prom", None),
        ("reporting.metrics_file", "agent-bootstrap.prom", "metrics-file-malformed"),
        ("reporting.metrics_file", "/var/lib/agent-bootstrap.txt", "metrics-file-malformed"),
        ("reporting.metrics_file", "/var/lib/.prom", "metrics-file-malformed"),
        ("reporting.cloudwatch_metrics", "steps", None),
        ("reporting.cloudwatch_metrics", "true", "cloudwatch-metrics-unknown"),
        ("reporting.interval", 0, "watch-interval-out-of-range"),
        ("cloudwatch_agent.credentials.access_key_id", "AKIAIOSFODNN7EXAMPLE", None),
        ("cloudwatch_agent.credentials.access_key_id", "AKIA", "access-key-id-malformed"),
        ("cloudwatch_agent.credentials.secret_access_key", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), None),
        ("cloudwatch_agent.credentials.secret_access_key", Secret("wJalr XUt"), "secret-with-strange-characters"),
    ],
)
def test_a_value_passes_or_gets_the_right_word(key: str, content: Content, code: Optional[str]) -> None:
    assert _code(key, content) == code


@pytest.mark.parametrize(
    ("pasted", "word"),
    [
        ("\u201ceu-west-1\u201d", "typographic quote"),
        ("\u2018eu-west-1\u2019", "typographic quote"),
        ("eu-west-1\u00a0", "non-breaking space"),
        ("eu-west-1 ", "white space after"),
        ("\teu-west-1", "white space before"),
        ("eu\u200b-west-1", "zero-width"),
        ("\ufeffeu-west-1", "zero-width"),
        ("eu\u2011west\u20131", "hyphen"),
    ],
)
def test_pasted_characters_are_named_and_the_clean_value_is_shown(pasted: str, word: str) -> None:
    (problem,) = values.problems(KEYS["region"], pasted)
    assert problem.code == "value-with-pasted-characters"
    assert word in problem.brief
    assert problem.remedy == "Write eu-west-1"


def test_of_a_secret_with_pasted_characters_nothing_is_shown() -> None:
    (problem,) = values.problems(KEYS["activation.code"], Secret(f"\u201c{CODE}\u201d"))
    assert problem.code == "hidden-value-with-pasted-characters"
    assert CODE not in repr(problem)


@pytest.mark.parametrize("key", ["activation.id", "activation.code_file", "cloudwatch_agent.credentials.access_key_id"])
@pytest.mark.parametrize("secret", ["AbCdEfGhIjKlMnOpQr/2", " AbCdEfGhIjKlMnOpQr/2"])
def test_a_secret_that_was_swapped_with_its_neighbour_is_not_shown(key: str, secret: str) -> None:
    (problem,) = values.problems(KEYS[key], secret)
    assert secret.strip() not in repr(problem)


def test_a_pasted_address_is_given_back_as_the_name_in_it() -> None:
    (problem,) = values.problems(KEYS["endpoints.s3"], f"https://{S3}:443/")
    assert problem.remedy == f"Write {S3}"
    assert "a scheme and a port and a path" in problem.brief


def test_every_bad_item_of_an_array_is_told() -> None:
    assert len(values.problems(KEYS["network.services"], ("ssn", "ssm", "s4"))) == 2


def test_good_values_get_their_usual_spelling() -> None:
    fingerprints = ("1c5b 395c be5e 74e2 f1ca  2159 2784 dbf3 88d1 9d46",)
    usual = values.usual(KEYS["ssm_agent.trusted_keys"].kind, fingerprints)
    assert usual == ("1C5B395CBE5E74E2F1CA21592784DBF388D19D46",)
    assert values.usual(KEYS["endpoints.ssm"].kind, "SSM.Example.com") == "ssm.example.com"
