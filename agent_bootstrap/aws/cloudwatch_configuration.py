"""The JSON configuration of the CloudWatch agent: written from the settings, or a person's own with what it needs here."""

from __future__ import annotations

import copy
import json
from typing import Any, Mapping

from agent_bootstrap.aws import endpoints
from agent_bootstrap.model.collected import Log, Metrics
from agent_bootstrap.model.settings import Settings

COLLECT_LIST = ("logs", "logs_collected", "files", "collect_list")
"""Where the logs stand in the JSON."""

SECTIONS: Mapping[str, str] = {"metrics": "monitoring", "logs": "logs"}
"""Section of the configuration -> service to which it sends."""

LOG_KEYS: Mapping[str, str] = {
    "file": "file_path",
    "group": "log_group_name",
    "stream": "log_stream_name",
    "retention_days": "retention_in_days",
    "timestamp_format": "timestamp_format",
    "multi_line_start": "multi_line_start_pattern",
    "encoding": "encoding",
}
"""Setting of a log -> the agent's own key."""

# The plans of the wizard for Linux on premises: tool/processors/defaultConfig/*Plan/plan.go of the agent's source.
_CPU: Mapping[str, tuple[str, ...]] = {
    "basic": ("cpu_usage_idle",),
    "standard": ("cpu_usage_idle", "cpu_usage_iowait"),
    "advanced": (
        "cpu_usage_idle", "cpu_usage_iowait", "cpu_usage_steal", "cpu_usage_guest", "cpu_usage_user", "cpu_usage_system",
    ),
}  # fmt: skip
_DISK_TRAFFIC = ("write_bytes", "read_bytes", "writes", "reads")
_NETWORK_TRAFFIC = ("bytes_sent", "bytes_recv", "packets_sent", "packets_recv")


def from_settings(settings: Settings, user: str) -> str:
    """The whole configuration, as the settings have it, for an agent that runs as this user."""
    wanted = settings.cloudwatch_agent
    agent = {
        "region": settings.region,
        "metrics_collection_interval": wanted.metrics.interval,
        "run_as_user": user,
    }
    values: dict[str, Any] = {"agent": agent, "metrics": _metrics(wanted.metrics)}
    if wanted.logs:
        values["logs"] = {"logs_collected": {"files": {"collect_list": list(map(_log, wanted.logs))}}}
    return _text(_completed(values, settings))


def completed(text: str, values: Mapping[str, Any], settings: Settings) -> str:
    """A person's own text, with the Region and the endpoints that it does not name; to the byte where there are none to add."""
    there = _completed(values, settings)
    return text if there == values else _text(there)


def _completed(values: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    # Without a Region the agent takes the profile's. It is written all the same, so that one place tells where metrics go.
    found = copy.deepcopy(dict(values))
    agent = found.setdefault("agent", {})
    if isinstance(agent, dict):
        agent.setdefault("region", settings.region)
    for section, service in SECTIONS.items():
        chosen, there = endpoints.chosen_name(service, settings), found.get(section)
        if chosen and isinstance(there, dict):
            there.setdefault("endpoint_override", f"https://{chosen}")
    return found


def _metrics(wanted: Metrics) -> dict[str, Any]:
    """The wizard's plan, with one interval for everything."""
    everything = {"metrics_collection_interval": wanted.interval, "resources": ["*"]}
    waiting = () if wanted.level == "basic" else ("io_time",)
    collected: dict[str, Any] = {
        "cpu": {"measurement": list(_CPU[wanted.level]), **everything, "totalcpu": True},
        "disk": {"measurement": ["used_percent"], **everything},
        "diskio": {"measurement": [*waiting, *_DISK_TRAFFIC], **everything},
        "mem": {"measurement": ["mem_used_percent"], "metrics_collection_interval": wanted.interval},
        "net": {"measurement": list(_NETWORK_TRAFFIC), **everything},
        "swap": {"measurement": ["swap_used_percent"], "metrics_collection_interval": wanted.interval},
    }
    if wanted.level == "advanced":
        connections = ["tcp_established", "tcp_time_wait"]
        collected["netstat"] = {"measurement": connections, "metrics_collection_interval": wanted.interval}
    return {"namespace": wanted.namespace, "metrics_collected": collected}


def _log(wanted: Log) -> dict[str, Any]:
    there = {key: getattr(wanted, name) for name, key in LOG_KEYS.items()}
    return {key: value for key, value in there.items() if value is not None}


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, indent=2) + "\n"
