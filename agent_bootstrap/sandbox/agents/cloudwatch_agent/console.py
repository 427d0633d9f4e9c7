"""How the CloudWatch agent's programs talk: the agent on a log of its own, the others like Go's `log` on standard error."""

from __future__ import annotations

import datetime
import sys

from agent_bootstrap.sandbox.agents.cloudwatch_agent import paths
from agent_bootstrap.sandbox.agents.surroundings import at


def complain(message: str) -> None:
    """A line of one of the programs around the agent, on standard error."""
    print(f"{_now():%Y/%m/%d %H:%M:%S} {message}", file=sys.stderr, flush=True)


def starter(message: str) -> None:
    """A line of the starter, in the agent's log."""
    _append(f"{_now():%Y/%m/%d %H:%M:%S} {message}")


def agent(message: str) -> None:
    """A line of the agent, in its log."""
    _append(f"{_now():%Y-%m-%dT%H:%M:%SZ} {message}")


def _append(line: str) -> None:
    log = at(paths.LOG)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)
