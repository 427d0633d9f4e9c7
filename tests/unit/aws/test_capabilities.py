"""The table of capabilities is whole: every name in it means something."""

from __future__ import annotations

import pytest

from agent_bootstrap.aws.capabilities import CAPABILITIES, Capability
from agent_bootstrap.model.settings import SERVICES

SYSTEMS_MANAGER = (
    "Managed node", "Session Manager", "Just-in-time node access", "Run Command", "Patch Manager", "Inventory", "Compliance",
    "Distributor", "State Manager", "Documents", "Parameter Store", "AppConfig", "Automation", "Maintenance Windows",
    "Explorer, OpsCenter", "Incident Manager", "Change Manager", "Change Calendar", "Application Manager",
    "Fleet Manager: list of nodes", "Fleet Manager: tools", "Quick Setup: host management", "Default Host Management",
    "CloudWatch agent: metrics", "CloudWatch agent: logs",
)  # fmt: skip


def test_every_capability_has_one_entry() -> None:
    assert sorted(capability.name for capability in CAPABILITIES) == sorted(SYSTEMS_MANAGER)


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: capability.name)
def test_an_entry_names_services_that_are_known_or_says_where_the_rest_is(capability: Capability) -> None:
    named = (*capability.services, *(part.service for part in capability.parts))
    assert set(named) <= set(SERVICES)
    assert bool(capability.services or capability.unseen) != bool(capability.elsewhere)
    assert not set(capability.services) & {part.service for part in capability.parts}
