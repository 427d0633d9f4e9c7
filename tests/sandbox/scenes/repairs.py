"""What somebody does to the agents is repaired, and told once."""

from __future__ import annotations

import time

import pytest

from tests.sandbox.scenes.watched import Watched

_COMMON = "/opt/aws/amazon-cloudwatch-agent/etc/common-config.toml"

DAMAGE = {
    "the SSM Agent is removed": ("dpkg --remove amazon-ssm-agent", "ssm_agent.package"),
    "the SSM Agent is stopped": ("systemctl stop amazon-ssm-agent", "ssm_agent.service"),
    "the SSM Agent's identity is cleared": ("amazon-ssm-agent -register -clear", "ssm_agent.registration"),
    "the CloudWatch agent is purged": ("dpkg --purge amazon-cloudwatch-agent", "cloudwatch_agent.package"),
    "common-config.toml is emptied": (f": > {_COMMON}", "cloudwatch_agent.common_configuration"),
}
"""What somebody does -> how, and the step that is repaired. No step is repaired so often that it looks like a fight."""


def test_a_server_is_set_up_from_nothing_and_each_change_is_told_once(settled: Watched) -> None:
    repaired = [step for entry in settled.heard(0) for step in entry.steps]
    assert {entry.kind for entry in settled.heard(0)} == {"repaired"}
    assert len(repaired) == len(set(repaired))
    assert {"ssm_agent.package", "ssm_agent.registration", "cloudwatch_agent.service"} <= set(repaired)
    assert settled.calls("RegisterManagedInstance") == 1


@pytest.mark.parametrize("what", DAMAGE)
def test_it_is_repaired_and_told_once(settled: Watched, what: str) -> None:
    script, step = DAMAGE[what]
    began = time.time()
    settled.run(script)
    settled.until(f"{step} is told to be repaired", lambda: settled.told(began, step, "repaired"))
    settled.until("all is well", lambda: settled.well(settled.told(began, step, "repaired")[0].at))
    assert {entry.kind for entry in settled.heard(began)} == {"repaired"}
    assert len(settled.told(began, step, "repaired")) == 1
    assert settled.calls("RegisterManagedInstance") == 1
