from __future__ import annotations

import pytest

from agent_bootstrap.aws import authorities


@pytest.mark.parametrize("organization", ["Amazon", "Starfield Technologies, Inc."])
def test_amazons_authorities_are_known_by_their_organization(organization: str) -> None:
    assert authorities.is_amazons(organization)


@pytest.mark.parametrize("organization", ["", "amazon", "Amazon Proxy Ltd", "Zscaler Inc.", "Let's Encrypt"])
def test_anybody_else_is_not(organization: str) -> None:
    assert not authorities.is_amazons(organization)
