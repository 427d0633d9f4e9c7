"""Keys are trusted by their fingerprint alone, and the newest of an agent is watched."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Optional

import pytest

from agent_bootstrap.aws import packages
from agent_bootstrap.aws import signing_keys as pinned
from agent_bootstrap.diagnosis import openpgp, signing_keys
from agent_bootstrap.diagnosis.signing_keys import SigningKey
from agent_bootstrap.model.settings import Settings, SsmAgent

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc)
SHIPPED = {name: (Path(pinned.__file__).parent / name).read_text(encoding="ascii") for name in pinned.FILES}


def _key(age: int, left: Optional[int], agent: Optional[str] = packages.SSM_AGENT) -> SigningKey:
    """A key that was made so many days ago, and has so many left."""
    expires = None if left is None else NOW + datetime.timedelta(days=left, minutes=1)
    key = openpgp.Key("F" * 40, "", NOW - datetime.timedelta(days=age), expires)
    return SigningKey(agent, key.fingerprint, "shipped", key, "this program")


@pytest.mark.parametrize(("left", "warns"), [(91, False), (90, True), (1, True), (-3, True), (None, False)])
def test_the_warning_begins_90_days_before_the_end(left: Optional[int], warns: bool) -> None:
    found = signing_keys.expiring(packages.SSM_AGENT, [_key(10, left)], NOW)
    assert (found is not None) == warns
    if found:
        assert (found.code, found.warning) == ("signing-key-expires", True)
        assert f"in {left} days" in found.brief


def test_only_the_newest_key_counts() -> None:
    assert signing_keys.expiring(packages.SSM_AGENT, [_key(500, -20), _key(10, 300)], NOW) is None
    assert signing_keys.expiring(packages.SSM_AGENT, [_key(500, 300), _key(10, 20)], NOW) is not None


def test_a_key_that_nobody_trusts_and_an_agent_without_a_key_are_silent() -> None:
    assert signing_keys.expiring(packages.SSM_AGENT, [_key(10, 5, agent=None)], NOW) is None
    assert signing_keys.expiring(packages.CLOUDWATCH_AGENT, [_key(10, 5)], NOW) is None


def test_shipped_keys_are_good_today_and_warn_in_time() -> None:
    keys = signing_keys.known(SHIPPED, Settings())
    end = datetime.datetime(2027, 11, 25, tzinfo=datetime.timezone.utc)
    assert signing_keys.expiring(packages.SSM_AGENT, keys, NOW) is None
    assert signing_keys.expiring(packages.SSM_AGENT, keys, end - datetime.timedelta(days=80)) is not None


def test_a_key_at_hand_signs_nothing_until_its_fingerprint_is_trusted() -> None:
    (stranger,) = (text for name, text in SHIPPED.items() if name.endswith("2022.asc"))
    fingerprint = openpgp.keys(stranger)[0].fingerprint
    one = SigningKey(None, fingerprint, "x.asc", openpgp.keys(stranger)[0], None)
    assert fingerprint in signing_keys.trusted(packages.SSM_AGENT, Settings())
    assert fingerprint not in signing_keys.trusted(packages.CLOUDWATCH_AGENT, Settings())
    agent = dataclasses.replace(Settings(), ssm_agent=SsmAgent(trusted_keys=("A" * 40,)))
    assert signing_keys.trusted(packages.SSM_AGENT, agent)["A" * 40] == "ssm_agent.trusted_keys"
    assert one.agent is None


def test_a_pinned_key_that_is_not_at_hand_is_in_the_bucket() -> None:
    (key,) = [one for one in signing_keys.known(SHIPPED, Settings()) if one.agent == packages.CLOUDWATCH_AGENT]
    assert (key.source, key.key, key.days_left(NOW)) == ("bucket", None, None)
