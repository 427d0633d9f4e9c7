"""The line to AWS is gone, all of it, and comes back: noticed, named, told once, and the node is online again."""

from __future__ import annotations

import time

from agent_bootstrap.sandbox.world import ADDRESSES, NAME_SERVERS
from tests.sandbox.scenes.watched import Watched

_GONE = {
    "name_servers": dict.fromkeys(NAME_SERVERS, "silent"),
    "tcp": dict.fromkeys(ADDRESSES, "black-hole"),
}


def test_the_outage_of_the_line_is_told_once_and_so_is_its_end(settled: Watched) -> None:
    began = time.time()
    settled.world(**_GONE)
    settled.run("systemctl restart amazon-ssm-agent")
    settled.until("it is told", lambda: settled.told(began, "network.resolves/ssm", "dns-silent"))
    some = len(settled.errands(began))
    settled.until("some looks more pass", lambda: len(settled.errands(began)) > some + 2)
    back = time.time()
    settled.world()
    settled.until("all is well", lambda: settled.well(back))
    wrong = [entry for entry in settled.heard(began) if entry.owner]
    told = [entry.step for entry in wrong]
    assert len(told) == len(set(told)), "once each"
    assert {entry.step for entry in settled.heard(back) if entry.kind in ("healed", "repaired")} >= set(told)
    assert settled.calls("RegisterManagedInstance") == 1
