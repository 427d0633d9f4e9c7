"""Runs inside the sandbox: the line goes, the agent hibernates, the line comes back. Prints when the agent is online, as JSON."""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from agent_bootstrap.sandbox.world import ADDRESSES
from tests.sandbox.scenes.watched import RARE_METRICS, Watched

LOG = Path("/var/log/amazon/ssm/amazon-ssm-agent.log")
PACE = Path("/run/agent-bootstrap-sandbox/pace")

OUT_SECONDS = 600.0
"""The outage: by then the agent has asked a second time, in vain, and pauses for ten minutes before the third."""

PATIENCE_SECONDS = 1800.0


def main(mode: str) -> None:
    """Play one outage."""
    # Nothing is written to [daemon], so that its intervals are those that every server has.
    watched = Watched(RARE_METRICS)
    watched.run("agent-bootstrap bootstrap --quiet")
    if mode == "daemon":
        watched.start()
        watched.until("all is well", lambda: watched.well(0))
    PACE.write_text("1", encoding="ascii")
    watched.world(tcp=dict.fromkeys(ADDRESSES, "black-hole"))
    gone = time.time()
    watched.run("systemctl restart amazon-ssm-agent")
    time.sleep(OUT_SECONDS)
    before = _opened()
    watched.world()
    back = time.time()
    watched.until("the agent is online", lambda: _opened() > before, patience=PATIENCE_SECONDS)
    print(json.dumps({"out": back - gone, "online": time.time() - back}))
    if mode == "daemon":
        watched.ends()


def _opened() -> int:
    """How often the agent has opened the connection through which Systems Manager reaches it."""
    return LOG.read_text(encoding="utf-8").count("Successfully opened websocket connection")


if __name__ == "__main__":
    main(sys.argv[1])
