"""Keys that are not the CloudWatch agent's, or almost: its schema lets most of them pass, and nothing comes of them."""

from __future__ import annotations

import difflib
import json
from typing import Any, Iterator, Mapping

from agent_bootstrap.aws.cloudwatch_configuration import COLLECT_LIST
from agent_bootstrap.diagnosis.cloudwatch_lint.trap import Trap, table, tables
from agent_bootstrap.diagnosis.json_lines import Path
from agent_bootstrap.model.problems import cloudwatch_configuration as problems

_NEAR = 0.8
"""How alike (difflib's ratio) a key must be to count as a slip of the pen. What is less alike may be newer than this program,
so that only the schema of the installed agent can tell that nobody knows it."""

# The agent's schema, config/schema.json of its source, and what its translator takes beside it (translator/translate/agent).
_KEYS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    (): ("agent", "metrics", "logs", "traces", "opentelemetry"),
    ("agent",): (
        "metrics_collection_interval", "logfile", "region", "debug", "aws_sdk_log_level", "credentials", "omit_hostname",
        "service.name", "deployment.environment", "run_as_user", "hostname", "quiet", "user_agent", "usage_data",
        "use_dualstack_endpoint", "internal",
    ),
    ("metrics",): (
        "namespace", "endpoint_override", "credentials", "force_flush_interval", "aggregation_dimensions",
        "append_dimensions", "metrics_destinations", "metrics_collected",
    ),
    ("metrics", "metrics_collected"): (
        "cpu", "disk", "diskio", "mem", "net", "netstat", "processes", "procstat", "swap", "statsd", "collectd",
        "ethtool", "nvidia_smi", "jmx", "otlp", "prometheus", "efa",
    ),
    ("logs",): (
        "endpoint_override", "credentials", "log_stream_name", "force_flush_interval", "concurrency", "logs_collected",
        "metrics_collected",
    ),
    ("logs", "logs_collected"): ("files", "journald", "windows_events"),
}  # fmt: skip
_ENTRY = (
    "file_path", "log_group_name", "log_stream_name", "log_group_class", "retention_in_days", "timestamp_format",
    "timezone", "multi_line_start_pattern", "encoding", "filters", "auto_removal", "blacklist", "publish_multi_logs",
    "backpressure_mode", "trim_timestamp",
)  # fmt: skip


def traps(values: Any, schema_keys: frozenset[str]) -> Iterator[Trap]:
    """The keys that somebody mistyped or made up. What the installed agent's own schema speaks of is neither."""
    for path, known in _KEYS.items():
        yield from _strange(path, table(values, *path), known, schema_keys)
    for place, entry in tables(values, *COLLECT_LIST):
        yield from _strange(place, entry, _ENTRY, schema_keys)


def of_schema(text: str) -> frozenset[str]:
    """Every key that a JSON Schema speaks of, wherever; none if the text is no JSON."""
    try:
        return frozenset(_spoken_of(json.loads(text)))
    except ValueError:
        return frozenset()


def _strange(
    path: Path, entry: Mapping[str, Any], known: tuple[str, ...], schema_keys: frozenset[str]
) -> Iterator[Trap]:
    for key in (key for key in entry if key not in known and key not in schema_keys):
        near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=_NEAR)
        # The name that was probably meant may stand beside it: then this is something else.
        if near and near[0] not in entry:
            yield Trap((*path, key), problems.KEY_MISSPELLED, {"key": key, "nearest": near[0]})
        elif schema_keys:
            yield Trap((*path, key), problems.KEY_UNKNOWN, {"key": key})


def _spoken_of(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _spoken_of(item)
    elif isinstance(schema, dict):
        for name, content in schema.items():
            if name == "properties" and isinstance(content, dict):
                yield from content
            yield from _spoken_of(content)
