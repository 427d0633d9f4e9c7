"""What the SSM Agent's identity_config.json says of the credentials that it shares."""

from __future__ import annotations

import datetime
import json

import pytest

from agent_bootstrap.aws import shared_credentials
from agent_bootstrap.aws.shared_credentials import Shared

_NEVER = "0001-01-01T00:00:00Z"


def text(retrieved: str, expires: str) -> str:
    moments = {"CredentialsRetrievedAt": retrieved, "CredentialsExpiresAt": expires}
    return json.dumps({"InstanceId": "mi-1", "ShareFile": "/a/credentials", "ShareProfile": "b", **moments})


def test_the_life_of_credentials_is_from_when_aws_gave_them_until_they_expire() -> None:
    given = text("2026-01-01T10:00:00.123Z", "2026-01-01T11:00:00Z")
    since = datetime.datetime(2026, 1, 1, 10, tzinfo=datetime.timezone.utc)
    assert shared_credentials.read(given) == Shared("mi-1", "/a/credentials", "b", since, datetime.timedelta(hours=1))


@pytest.mark.parametrize("nothing", [None, "", "[]", "{", "{}", text("yesterday", "today"), text(_NEVER, _NEVER)])
def test_an_agent_that_was_given_none_yet_shares_none(nothing: str) -> None:
    assert shared_credentials.read(nothing) is None
