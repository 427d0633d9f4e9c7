"""The line to AWS is gone, all of it, and comes back: noticed, named, told once, and so is its end."""

from __future__ import annotations

import json
import time
from pathlib import Path

from agent_bootstrap.sandbox.world import ADDRESSES, NAME_SERVERS
from tests.sandbox.scenes.watched import DROP_IN, QUICK, RARE_METRICS, Watched

_GONE = {
    "name_servers": dict.fromkeys(NAME_SERVERS, "silent"),
    "tcp": dict.fromkeys(ADDRESSES, "black-hole"),
}

_OFTEN = {
    "agent": {"metrics_collection_interval": 1, "run_as_user": "cwagent"},
    "metrics": {"force_flush_interval": 1, "metrics_collected": {"mem": {"measurement": ["mem_used_percent"]}}},
}
_LOG = "/opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log"
_STEP = "cloudwatch_agent.delivery"


def test_the_outage_of_the_line_is_told_once_and_so_is_its_end(settled: Watched) -> None:
    began = time.time()
    settled.world(**_GONE)
    settled.until("it is told", lambda: settled.told(began, "network.resolves/ssm", "dns-silent"))
    some = len(settled.errands(began))
    settled.until("some looks more pass", lambda: len(settled.errands(began)) > some + 2)
    back = time.time()
    settled.world()
    settled.until("all is well", lambda: settled.well(back))
    wrong = [entry for entry in settled.heard(began) if entry.owner]
    told = [step for entry in wrong for step in entry.steps]
    assert len(told) == len(set(told)), "once each"
    # The status file is written first, so that whoever reads the journal finds it up to date.
    settled.until("the end of all of it is told", lambda: set(told) <= _over(settled, back))
    assert settled.calls("RegisterManagedInstance") == 1


def _over(watched: Watched, since: float) -> set[str]:
    """The steps that have been told to be well again."""
    return {step for entry in watched.heard(since) if entry.kind in ("healed", "repaired") for step in entry.steps}


def test_what_an_agent_said_of_the_outage_is_not_told_after_its_end(settled: Watched) -> None:
    Path("/etc/often.json").write_text(json.dumps(_OFTEN), encoding="ascii")
    often = QUICK.replace(RARE_METRICS, '[cloudwatch_agent]\nconfiguration = "file:/etc/often.json"\n')
    began = time.time()
    DROP_IN.write_text(often, encoding="utf-8")
    settled.reload()
    settled.until("it sends often", lambda: settled.told(began, "cloudwatch_agent.configuration", "repaired"))
    settled.until("all is well", lambda: settled.well(began))
    gone = time.time()
    settled.world(tcp=dict.fromkeys(ADDRESSES, "refused"))
    settled.until("it complains", lambda: settled.run(f"grep -c 'connection refused' {_LOG} || true").strip() != "0")
    settled.until("the outage is told", lambda: settled.told(gone, "network.reaches/monitoring", "tcp-refused"))
    back = time.time()
    settled.world()
    settled.until("its end is told", lambda: settled.told(back, "network.reaches/monitoring", "healed"))
    healed = time.time()
    settled.until("some looks more pass", lambda: sum(one.looks_at_everything for one in settled.errands(healed)) > 1)
    settled.until("nobody knows", lambda: settled.statuses()[_STEP] == "unknown")
    assert [entry.kind for entry in settled.heard(gone) if _STEP in entry.steps] == []
