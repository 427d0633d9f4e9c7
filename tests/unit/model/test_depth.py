"""How far a look goes, and which promises it sees."""

from __future__ import annotations

import pytest

from agent_bootstrap import steps
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.settings import Settings


def names(depth: Depth) -> list[str]:
    return [step.name for step in steps.for_settings(Settings(region="eu-west-1"), depth=depth)]


def test_a_deeper_look_sees_what_the_one_before_it_sees_in_the_same_order() -> None:
    local, network, everything = map(names, Depth)
    assert [name for name in network if name in local] == local
    assert network == everything
    assert list(Depth) == sorted(Depth)


def test_a_look_at_this_server_sees_nothing_of_the_line() -> None:
    assert [name for name in names(Depth.LOCAL) if name.startswith("network.")] == []
    assert [name for name in names(Depth.NETWORK) if name.startswith("network.")]


@pytest.mark.parametrize("step", ["ssm_agent.registration", "ssm_agent.service", "cloudwatch_agent.service"])
def test_what_drifts_on_a_server_is_seen_without_the_line(step: str) -> None:
    assert step in names(Depth.LOCAL)
