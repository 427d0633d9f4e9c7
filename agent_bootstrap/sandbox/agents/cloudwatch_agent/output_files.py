"""What the translator writes: the agent's TOML (agent, logs), its YAML (metrics), and two small files beside them."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any, Mapping, NamedTuple

from agent_bootstrap.sandbox.agents.cloudwatch_agent import block_yaml, paths
from agent_bootstrap.sandbox.agents.cloudwatch_agent.common_configuration import ON_PREMISES, CommonConfiguration

_INTERVAL = 60
"""Seconds between two measurements, unless `metrics_collection_interval` says otherwise."""


class Translation(NamedTuple):
    """What was understood."""

    merged: Mapping[str, Any]
    mode: str
    region: str
    region_type: str
    """ACJ: from the JSON's agent.region; CM: from the profile; EC2M: from EC2 (translator/config/regiontype.go)."""
    common: CommonConfiguration

    @property
    def short_mode(self) -> str:
        """OP or EC2, as in the TOML and the usage flags."""
        return "OP" if self.mode in ON_PREMISES else "EC2"

    def section(self, *names: str) -> dict[str, Any]:
        """A section of the JSON, empty if it is absent."""
        values: Any = self.merged
        for name in names:
            values = values.get(name, {})
        return dict(values)

    def source(self) -> dict[str, str]:
        """Profile and file, where they are set."""
        found = {
            "profile": self.common.profile_in(self.mode),
            "shared_credential_file": self.common.credentials_file_in(self.mode),
        }
        return {key: value for key, value in found.items() if value}


def write(toml: Path, translation: Translation) -> None:
    """Write all of the agent's files beside the TOML. Raises OSError."""
    toml.write_text(_toml(translation), encoding="utf-8")
    toml.chmod(0o644)
    yaml = toml.with_suffix(".yaml")
    if "metrics" in translation.merged:
        yaml.write_text(block_yaml.dump(_pipelines(translation)), encoding="utf-8")
    elif yaml.exists():
        yaml.unlink()
    _write_environment(toml.with_name("env-config.json"), translation)
    groups = [entry["log_group_name"] for entry in _collected(translation) if "log_group_name" in entry]
    listing = {
        "version": "1",
        "log_configs": [{"log_group_name": group} for group in groups],
        "region": translation.region,
    }
    toml.with_name("log-config.json").write_text(json.dumps(listing), encoding="utf-8")


def _toml(translation: Translation) -> str:
    agent = translation.section("agent")
    lines = [
        "[agent]",
        f'  interval = "{agent.get("metrics_collection_interval", _INTERVAL)}s"',
        f'  logfile = "{agent.get("logfile", paths.LOG)}"',
        f"  debug = {json.dumps(bool(agent.get('debug')))}",
        f'  run_as_user = "{agent.get("run_as_user", "")}"',
    ]
    collected = _collected(translation)
    if collected:
        lines += [
            "",
            "[inputs]",
            "",
            "  [[inputs.logfile]]",
            '    destination = "cloudwatchlogs"',
            f'    file_state_folder = "{paths.STATE}"',
        ]
        for entry in collected:
            lines += ["", "    [[inputs.logfile.file_config]]", *_file_lines(entry, translation)]
        lines += ["", "[outputs]", "", "  [[outputs.cloudwatchlogs]]", *_log_output(translation)]
    return "\n".join(lines) + "\n"


def _file_lines(entry: Mapping[str, Any], translation: Translation) -> list[str]:
    stream = str(entry.get("log_stream_name") or translation.section("logs").get("log_stream_name") or "{hostname}")
    values = {
        "file_path": entry["file_path"],
        "log_group_name": entry.get("log_group_name", entry["file_path"]),
        "log_stream_name": _replaced(stream, translation),
        "retention_in_days": entry.get("retention_in_days", -1),
        "timestamp_format": entry.get("timestamp_format", ""),
    }
    return [f"      {key} = {json.dumps(value)}" for key, value in values.items()]


def _replaced(name: str, translation: Translation) -> str:
    """The placeholders' values on premises, some of them of no use (translator/translate/util/placeholderUtil.go)."""
    host = socket.gethostname()
    for placeholder, value in {
        "{hostname}": host,
        "{local_hostname}": host,
        "{instance_id}": "i-UNKNOWN",
        "{account_id}": "UNKNOWN-ACCOUNT",
        "{aws_region}": translation.region,
    }.items():
        name = name.replace(placeholder, value)
    return name


def _log_output(translation: Translation) -> list[str]:
    logs = translation.section("logs")
    values = {
        "endpoint_override": logs.get("endpoint_override"),
        "force_flush_interval": f"{logs.get('force_flush_interval', 5)}s",
        "log_stream_name": _replaced(str(logs.get("log_stream_name") or "{hostname}"), translation),
        "mode": translation.short_mode,
        "region": translation.region,
        "region_type": translation.region_type,
        **translation.source(),
    }
    return [f"    {key} = {json.dumps(value)}" for key, value in values.items() if value is not None]


def _pipelines(translation: Translation) -> dict[str, Any]:
    metrics = translation.section("metrics")
    exporter = {
        "endpoint_override": metrics.get("endpoint_override"),
        "force_flush_interval": f"{metrics.get('force_flush_interval', 60)}s",
        "namespace": metrics.get("namespace", "CWAgent"),
        "region": translation.region,
        **translation.source(),
    }
    collected = metrics.get("metrics_collected", {})
    processors: dict[str, Any] = {"awsentity/resource": {"entity_type": "Resource"}}
    if "append_dimensions" in metrics:
        processors["ec2tagger"] = {"refresh_tags_interval": "0s"}
    flags = {"mode": translation.short_mode, "region_type": translation.region_type}
    return {
        "exporters": {"awscloudwatch": {key: value for key, value in exporter.items() if value is not None}},
        "extensions": {
            "agenthealth/metrics": {"stats": {"operations": ["PutMetricData"], "usage_flags": flags}},
            "entitystore": {"mode": translation.mode, "region": translation.region, **translation.source()},
        },
        "processors": processors,
        "receivers": {
            f"telegraf_{name}": {"collection_interval": _interval(translation, plugin)}
            for name, plugin in collected.items()
        },
        "service": {"extensions": ["agenthealth/metrics", "entitystore"]},
    }


def _interval(translation: Translation, plugin: Mapping[str, Any]) -> str:
    general = translation.section("agent").get("metrics_collection_interval", _INTERVAL)
    return f"{plugin.get('metrics_collection_interval', general)}s"


def _collected(translation: Translation) -> list[dict[str, Any]]:
    return list(translation.section("logs", "logs_collected", "files").get("collect_list", ()))


def _write_environment(path: Path, translation: Translation) -> None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    for key, value in translation.common.proxy.items():
        kept[key.upper()] = value
    if translation.common.ca_bundle:
        kept["AWS_CA_BUNDLE"] = translation.common.ca_bundle
    path.write_text(json.dumps(kept), encoding="utf-8")
