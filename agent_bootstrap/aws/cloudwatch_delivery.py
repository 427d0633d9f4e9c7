"""By what can be told whether AWS gets what the CloudWatch agent collects: its notes on logs, and one metric to ask for."""

from __future__ import annotations

import dataclasses
from typing import Any, Mapping, Optional

METRIC = "mem_used_percent"
"""The agent's one metric whose only dimension is the host."""

_INTERVAL = 60
"""Seconds: the agent's defaults for metrics_collection_interval and for force_flush_interval alike."""

_OTHER_DIMENSIONS = ("append_dimensions", "drop_original_metrics")


@dataclasses.dataclass(frozen=True)
class Position:
    """How far AWS has taken a log."""

    file: str
    offset: int
    """Bytes."""


@dataclasses.dataclass(frozen=True)
class Probe:
    """The metric whose arrival tells that all arrive."""

    namespace: str
    host: str
    round: float
    """Seconds from one measurement, with the wait until it is sent, to the next."""


def position(state: str) -> Optional[Position]:
    """What a file below logs/state says: the offset, then the log's name, on a line each; None for another kind of file."""
    lines = state.splitlines()
    if len(lines) < 2 or not lines[0].strip().isdecimal():
        return None
    return Position(lines[1].strip(), int(lines[0]))


def run_as_user(applied: Mapping[str, Any]) -> str:
    """The user that the configuration, as the agent took it over, wants it to run as."""
    return str(_section(applied, "agent").get("run_as_user") or "root")


def probe(applied: Mapping[str, Any], hostname: str) -> Optional[Probe]:
    """The metric to ask for; None if the configuration collects it under names that this program does not know."""
    agent, metrics = _section(applied, "agent"), _section(applied, "metrics")
    memory = _section(metrics, "metrics_collected").get("mem")
    if not isinstance(memory, dict) or not {METRIC, "used_percent"} & set(map(str, memory.get("measurement", ()))):
        return None
    if agent.get("omit_hostname") or any(key in there for key in _OTHER_DIMENSIONS for there in (metrics, memory)):
        return None
    interval = memory.get("metrics_collection_interval", agent.get("metrics_collection_interval", _INTERVAL))
    pause = float(interval) + float(metrics.get("force_flush_interval", _INTERVAL))
    return Probe(str(metrics.get("namespace", "CWAgent")), str(agent.get("hostname") or hostname), pause)


def _section(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}
