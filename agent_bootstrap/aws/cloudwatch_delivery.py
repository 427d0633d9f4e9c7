"""By what can be told whether AWS gets what the CloudWatch agent collects: its notes on logs, and one metric to ask for."""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Optional

from agent_bootstrap.model.value_object import value_object

_DIMENSIONS: Mapping[str, Mapping[str, str]] = {
    "mem": {},
    "swap": {},
    "netstat": {},
    "cpu": {"cpu": "cpu-total"},
}
"""Plugin -> the dimensions of its metrics beside the host, where they are the same on every server. Disks, network cards and
processes have names of their own."""

_INTERVAL = 60
"""Seconds: the agent's defaults for metrics_collection_interval and for force_flush_interval alike."""

_OTHER_DIMENSIONS = ("append_dimensions", "drop_original_metrics")


@value_object
class Position:
    """How far AWS has taken a log."""

    file: str
    offset: int
    """Bytes."""


@value_object
class Probe:
    """The metric whose arrival tells that all arrive."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
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
    """The metric to ask for; None if the configuration collects none, or only such whose dimensions nobody can know here."""
    agent, metrics = _section(applied, "agent"), _section(applied, "metrics")
    if agent.get("omit_hostname") or any(key in metrics for key in _OTHER_DIMENSIONS):
        return None
    for plugin, others in _DIMENSIONS.items():
        table = _section(_section(metrics, "metrics_collected"), plugin)
        name = next(_names(plugin, table), None)
        if (
            name is None
            or any(key in table for key in _OTHER_DIMENSIONS)
            or (others and table.get("totalcpu") is not True)
        ):
            continue
        dimensions = {"host": str(agent.get("hostname") or hostname), **others}
        return Probe(str(metrics.get("namespace", "CWAgent")), name, dimensions, _round(table, metrics, agent))
    return None


def slowest_round(applied: Mapping[str, Any]) -> float:
    """Seconds until the agent has tried for certain to send again all that it collects; 0 if it collects no metrics."""
    agent, metrics = _section(applied, "agent"), _section(applied, "metrics")
    plugins = _section(metrics, "metrics_collected").values()
    return max((_round(table, metrics, agent) for table in plugins if isinstance(table, dict)), default=0.0)


def _names(plugin: str, table: Mapping[str, Any]) -> Iterator[str]:
    """The metrics that the plugin sends, as CloudWatch has them: with the plugin's name in front, unless they were given another."""
    listed = table.get("measurement")
    for item in listed if isinstance(listed, list) else ():
        entry = item if isinstance(item, dict) else {"name": item}
        name = str(entry.get("name", ""))
        yield str(entry.get("rename") or (name if name.startswith(f"{plugin}_") else f"{plugin}_{name}"))


def _round(table: Mapping[str, Any], metrics: Mapping[str, Any], agent: Mapping[str, Any]) -> float:
    measured = table.get("metrics_collection_interval", agent.get("metrics_collection_interval"))
    return _seconds(measured) + _seconds(metrics.get("force_flush_interval"))


def _seconds(value: object) -> float:
    """The agent's own schema complains of what is no number."""
    return float(value) if isinstance(value, (int, float)) else float(_INTERVAL)


def _section(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}
