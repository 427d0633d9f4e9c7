"""An agent that hibernates is started anew, once, when the line is back; by itself it would wait for up to an hour."""

from __future__ import annotations

import time

from agent_bootstrap.sandbox.world import ADDRESSES
from agent_bootstrap.steps.ssm_agent.service import RESTED_SECONDS
from tests.sandbox.scenes.watched import RARE_METRICS, Watched

INTERVALS = f"[daemon]\nlocal_interval = 5\nnetwork_interval = 30\n{RARE_METRICS}"
"""The outage lasts for minutes, and nothing is to be seen in most of them."""

_LOG = "/var/log/amazon/ssm/amazon-ssm-agent.log"
_PACE = "/run/agent-bootstrap-sandbox/pace"


def test_it_is_started_anew_once_when_the_line_is_back(settled: Watched) -> None:
    settled.run(f"echo 1 > {_PACE}")
    settled.world(tcp=dict.fromkeys(ADDRESSES, "black-hole"))
    began = time.time()
    settled.run("systemctl restart amazon-ssm-agent")
    settled.until("it hibernates", lambda: settled.run(f"grep -c 'SSM Agent hibernate' {_LOG} || true").strip() != "0")
    starts = _starts(settled)
    settled.until("it is told", lambda: settled.told(began, "network.reaches/ssm", "tcp-black-hole"))
    settled.until("it has rested", lambda: time.time() > began + RESTED_SECONDS, patience=2 * RESTED_SECONDS)
    assert _starts(settled) == starts, "nobody wakes it while the line is gone"
    settled.world()
    back = time.time()
    settled.until("it is told", lambda: settled.told(back, "ssm_agent.service", "repaired"))
    settled.until("all is well", lambda: settled.well(back))
    time.sleep(2 * 5)
    assert _starts(settled) == starts + 1
    assert len(settled.told(back, "ssm_agent.service", "repaired")) == 1


def _starts(watched: Watched) -> int:
    return int(watched.run(f"grep -c 'amazon-ssm-agent - v' {_LOG}"))
