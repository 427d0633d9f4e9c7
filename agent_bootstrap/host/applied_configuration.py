"""What the CloudWatch agent took over: all its configurations as one, as it merges them at each start."""

from __future__ import annotations

import json
from typing import Any

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.host import Host
from agent_bootstrap.model.problems import agent_files

_NOT_MERGED = (".tmp", ".yaml")
"""What `fetch-config` has not promoted yet, and OpenTelemetry's own configurations."""


def applied(host: Host) -> dict[str, Any]:
    """The sections of all of them. Raises file-broken: the agent takes every file of the directory for JSON, an editor's copy, too."""
    merged: dict[str, Any] = {}
    for name in host.files.names(cloudwatch_agent.APPLIED):
        if not name.endswith(_NOT_MERGED):
            _merge(merged, _read(host, f"{cloudwatch_agent.APPLIED}/{name}"))
    return merged


def _read(host: Host, path: str) -> dict[str, Any]:
    try:
        values = json.loads(host.files.read(path) or "{}")
    except json.JSONDecodeError as error:
        names = {"path": path, "line": error.lineno, "language": "JSON", "reason": error.msg}
        raise agent_files.FILE_BROKEN.error(str(error), **names) from error
    if not isinstance(values, dict):
        raise agent_files.FILE_BROKEN.error(path=path, line=1, language="JSON", reason="it is not an object")
    return values


def _merge(into: dict[str, Any], values: dict[str, Any]) -> None:
    for key, value in values.items():
        there = into.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(there, value)
        else:
            into[key] = value
