"""What systemd says: each unit of the agents and of this program, with its drop-ins, and the journal."""

from __future__ import annotations

from typing import Iterator

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.host import Host
from agent_bootstrap.support.pieces import Piece, command

_OURS = (
    "agent-bootstrap.service",
    "agent-bootstrap.path",
    "agent-bootstrap-settings.service",
    "agent-bootstrap-look.service",
    "agent-bootstrap-repair.service",
    "agent-bootstrap-unconfigured.service",
)
"""systemd/, and the transient units of host/errands.py."""

_LINES = "2000"
"""Of each journal: the daemon tells news alone, so these are months; of an agent that crashes all the time, an hour."""


def units(host: Host) -> Iterator[Piece]:
    """State and files. A unit that does not exist says so."""
    for unit in (*_agents(host), *_OURS):
        yield command(host, f"units/{unit}.show.txt", "systemctl", "show", unit)
        yield command(host, f"units/{unit}.files.txt", "systemctl", "cat", unit)


def journal(host: Host) -> Iterator[Piece]:
    """The last lines: what this program said and what systemd did with it, then each agent."""
    ours = [word for unit in _OURS for word in ("-u", unit)]
    yield _journal(host, "journal/agent-bootstrap.txt", *ours)
    for unit in _agents(host):
        yield _journal(host, f"journal/{unit}.txt", "-u", unit)


def _journal(host: Host, name: str, *words: str) -> Piece:
    return command(host, name, "journalctl", "--no-pager", "-n", _LINES, "-o", "short-iso", *words)


def _agents(host: Host) -> tuple[str, ...]:
    return host.packages.ssm_agent_unit(), cloudwatch_agent.UNIT
