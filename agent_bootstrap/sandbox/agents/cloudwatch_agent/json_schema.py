"""What the real agent's JSON schema refuses of the things that people get wrong; unknown keys pass where it lets them pass."""

from __future__ import annotations

import json
from typing import Any, Iterator, Mapping

_CLOSED: Mapping[str, frozenset[str]] = {
    "metrics": frozenset(
        (
            "namespace", "endpoint_override", "credentials", "force_flush_interval", "aggregation_dimensions",
            "append_dimensions", "metrics_destinations", "metrics_collected",
        )
    ),
    "logs": frozenset(
        (
            "endpoint_override", "credentials", "log_stream_name", "force_flush_interval", "concurrency", "logs_collected",
            "metrics_collected",
        )
    ),
}  # fmt: skip
"""The sections with `additionalProperties: false`."""

_FOR_EVER = -1


_AGENT = (
    "metrics_collection_interval", "logfile", "region", "debug", "aws_sdk_log_level", "credentials", "omit_hostname",
    "service.name", "deployment.environment",
)  # fmt: skip
"""The section that lets every other key pass."""


def text() -> str:
    """The schema as the package brings it along, as far as it is known here."""
    open_one: Mapping[str, Any] = {"agent": {"properties": {key: {} for key in _AGENT}}}
    closed = {
        section: {"properties": {key: {} for key in sorted(keys)}, "additionalProperties": False}
        for section, keys in _CLOSED.items()
    }
    return json.dumps({"type": "object", "properties": {**open_one, **closed}}, indent=2) + "\n"


def complaints(values: Mapping[str, Any]) -> Iterator[str]:
    """Each in the translator's words."""
    for section, known in _CLOSED.items():
        for key in values.get(section) or ():
            if key not in known:
                yield f"Under path : /{section}/{key} | Error : Additional property {key} is not allowed"
    files = ((values.get("logs") or {}).get("logs_collected") or {}).get("files") or {}
    for number, entry in enumerate(files.get("collect_list") or ()):
        path = f"/logs/logs_collected/files/collect_list/{number}"
        if "file_path" not in entry:
            yield f"Under path : {path} | Error : file_path is required"
        if not _allowed(entry.get("retention_in_days", _FOR_EVER)):
            yield f"Under path : {path}/retention_in_days | Error : {path}/retention_in_days must be one of the allowed values"


def _allowed(days: Any) -> bool:
    """Whether a retention is one of those that CloudWatch Logs knows."""
    if days == _FOR_EVER:
        return True
    # Few configurations name one, and this takes longer to load than the whole translation.
    from agent_bootstrap.model.collected import RETENTION_DAYS

    return days in RETENTION_DAYS
