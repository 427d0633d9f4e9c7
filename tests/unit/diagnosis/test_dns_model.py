"""The arrangement of names is recognised, and said with what it leaves undone."""

from __future__ import annotations

import dataclasses

import pytest

from agent_bootstrap.diagnosis.dns_model import Model, Names, recognise, sentence

SERVICES = ("ssm", "ssmmessages", "s3", "logs")
WHOLE = Names(SERVICES, (), s3_apex=True, s3_bucket=True, s3_control=True)


@pytest.mark.parametrize(
    ("change", "model"),
    [
        ({}, Model.PRIVATE_DNS),
        ({"s3_control": False}, Model.S3_HOSTED_ZONE),
        ({"s3_bucket": False}, Model.S3_HOSTED_ZONE),
        ({"s3_apex": False}, Model.S3_HOSTED_ZONE),
        ({"named": SERVICES}, Model.ENDPOINT_NAMES),
        ({"named": ("s3",)}, Model.MIXED),
        ({"named": ("ssm", "s3"), "s3_control": False}, Model.MIXED),
    ],
)
def test_what_resolves_tells_the_arrangement(change: dict[str, object], model: Model) -> None:
    assert recognise(dataclasses.replace(WHOLE, **change)) is model  # type: ignore[arg-type]


def test_a_hosted_zone_for_s3_can_be_replaced() -> None:
    told = sentence(dataclasses.replace(WHOLE, s3_control=False))
    assert "March 2023" in told
    assert "only for inbound endpoints" in told


def test_with_endpoint_names_old_agents_cannot_send_output_to_logs() -> None:
    assert "3.3.2958" in sentence(dataclasses.replace(WHOLE, named=SERVICES))
    assert "Logs" not in sentence(dataclasses.replace(WHOLE, named=("s3",)))


@pytest.mark.parametrize("named", [(), ("s3",), SERVICES])
def test_it_is_one_sentence_without_an_end(named: tuple[str, ...]) -> None:
    told = sentence(dataclasses.replace(WHOLE, named=named))
    assert "\n" not in told
    assert ". " not in told
    assert not told.endswith(".")
