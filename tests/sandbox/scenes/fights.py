"""What somebody undoes again and again is left alone, and the rest is repaired; an agent that is killed is back."""

from __future__ import annotations

import time
from pathlib import Path

from agent_bootstrap.daemon.repairs import UNDONE_TIMES
from tests.sandbox.scenes.watched import Watched

STEP = "ssm_agent.environment"
_DROP_INS = "/etc/systemd/system/amazon-ssm-agent.service.d"


def test_an_agent_that_is_killed_runs_again(settled: Watched) -> None:
    began = time.time()
    settled.run("kill -KILL $(systemctl show amazon-cloudwatch-agent -p MainPID --value)")
    settled.until("all is well", lambda: settled.well(began))
    settled.run("systemctl is-active amazon-cloudwatch-agent")


def test_what_is_undone_again_and_again_is_left_alone_and_told_once(settled: Watched) -> None:
    began = time.time()
    for _ in range(UNDONE_TIMES):
        undone = time.time()
        settled.run(f"rm {_DROP_INS}/*.conf")
        settled.until("it is repaired", lambda since=undone: settled.told(since, STEP, "repaired"))  # type: ignore[misc]
    settled.run(f"rm {_DROP_INS}/*.conf")
    settled.until("it is told", lambda: settled.told(began, STEP, "repair-undone"))
    told = settled.heard(began)
    assert [entry.owner for entry in told if entry.kind == "repair-undone"] == ["server"]


def test_the_others_are_still_repaired(settled: Watched) -> None:
    began = time.time()
    settled.run(": > /opt/aws/amazon-cloudwatch-agent/etc/common-config.toml")
    step = "cloudwatch_agent.common_configuration"
    settled.until("it is repaired", lambda: settled.told(began, step, "repaired"))
    assert not list(Path(_DROP_INS).glob("*.conf")), "this one is left alone"
    assert not settled.told(began, STEP, "repair-undone"), "it was told before"
    assert settled.calls("RegisterManagedInstance") == 1
