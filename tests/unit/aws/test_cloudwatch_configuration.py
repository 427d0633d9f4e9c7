"""The CloudWatch agent's JSON: the wizard's plans to the letter, the settings' values, and what a person's own lacks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_bootstrap.aws import cloudwatch_configuration
from agent_bootstrap.model.collected import Log, Metrics
from agent_bootstrap.model.settings import CloudWatchAgent, Endpoints, Network, Settings

BASIC: dict[str, Any] = {
    "cpu": {
        "measurement": ["cpu_usage_idle"],
        "metrics_collection_interval": 60,
        "resources": ["*"],
        "totalcpu": True,
    },
    "disk": {"measurement": ["used_percent"], "metrics_collection_interval": 60, "resources": ["*"]},
    "diskio": {
        "measurement": ["write_bytes", "read_bytes", "writes", "reads"],
        "metrics_collection_interval": 60,
        "resources": ["*"],
    },
    "mem": {"measurement": ["mem_used_percent"], "metrics_collection_interval": 60},
    "net": {
        "measurement": ["bytes_sent", "bytes_recv", "packets_sent", "packets_recv"],
        "metrics_collection_interval": 60,
        "resources": ["*"],
    },
    "swap": {"measurement": ["swap_used_percent"], "metrics_collection_interval": 60},
}
"""What the wizard of the real agent writes for a server on premises, plan basic."""
STANDARD = {
    **BASIC,
    "cpu": {**BASIC["cpu"], "measurement": ["cpu_usage_idle", "cpu_usage_iowait"]},
    "diskio": {**BASIC["diskio"], "measurement": ["io_time", "write_bytes", "read_bytes", "writes", "reads"]},
}
STATES = ["idle", "iowait", "steal", "guest", "user", "system"]
ADVANCED = {
    **STANDARD,
    "cpu": {**BASIC["cpu"], "measurement": [f"cpu_usage_{state}" for state in STATES]},
    "netstat": {"measurement": ["tcp_established", "tcp_time_wait"], "metrics_collection_interval": 60},
}


def written(agent: CloudWatchAgent = CloudWatchAgent(), **others: Any) -> dict[str, Any]:  # noqa: B008  it is frozen
    found: dict[str, Any] = json.loads(
        cloudwatch_configuration.from_settings(
            Settings(region="eu-west-1", cloudwatch_agent=agent, **others), "cwagent"
        )
    )
    return found


@pytest.mark.parametrize(("level", "collected"), [("basic", BASIC), ("standard", STANDARD), ("advanced", ADVANCED)])
def test_a_level_is_the_wizards_plan(level: str, collected: dict[str, Any]) -> None:
    assert written(CloudWatchAgent(metrics=Metrics(level=level))) == {
        "agent": {
            "region": "eu-west-1",
            "metrics_collection_interval": 60,
            "run_as_user": "cwagent",
        },
        "metrics": {"namespace": "CWAgent", "metrics_collected": collected},
    }


def test_namespace_and_interval_are_the_settings() -> None:
    found = written(CloudWatchAgent(metrics=Metrics(namespace="Site/Linux", interval=300)))
    assert found["metrics"]["namespace"] == "Site/Linux"
    assert found["agent"]["metrics_collection_interval"] == 300
    assert {plugin["metrics_collection_interval"] for plugin in found["metrics"]["metrics_collected"].values()} == {300}


def test_a_log_has_the_agents_own_keys_and_only_those_that_are_set() -> None:
    logs = (
        Log("/var/log/syslog", "syslog", origin="somewhere"),
        Log("/var/log/app", "app", "{hostname}/a", 30, "%Y", "{timestamp_format}", "iso8859-1"),
    )
    assert written(CloudWatchAgent(logs=logs))["logs"]["logs_collected"]["files"]["collect_list"] == [
        {"file_path": "/var/log/syslog", "log_group_name": "syslog", "log_stream_name": "{hostname}"},
        {
            "file_path": "/var/log/app",
            "log_group_name": "app",
            "log_stream_name": "{hostname}/a",
            "retention_in_days": 30,
            "timestamp_format": "%Y",
            "multi_line_start_pattern": "{timestamp_format}",
            "encoding": "iso8859-1",
        },
    ]


def test_endpoints_are_written_for_the_names_in_use() -> None:
    logs = CloudWatchAgent(logs=(Log("/a", "a"),))
    named = written(logs, endpoints=Endpoints(monitoring="vpce-1.monitoring.x", logs="vpce-2.logs.x"))
    assert named["metrics"]["endpoint_override"] == "https://vpce-1.monitoring.x"
    assert named["logs"]["endpoint_override"] == "https://vpce-2.logs.x"
    dual = written(logs, network=Network(names="dual-stack"))
    assert dual["logs"]["endpoint_override"] == "https://logs.eu-west-1.api.aws"
    assert "endpoint_override" not in json.dumps(written(logs))


def test_a_persons_own_text_gets_what_it_does_not_name() -> None:
    settings = Settings(region="eu-west-1", endpoints=Endpoints(monitoring="vpce-1.x", logs="vpce-2.x"))
    own = {"metrics": {"namespace": "N"}, "logs": {"endpoint_override": "https://mine.example"}}
    assert json.loads(cloudwatch_configuration.completed(json.dumps(own), own, settings)) == {
        "agent": {"region": "eu-west-1"},
        "metrics": {"namespace": "N", "endpoint_override": "https://vpce-1.x"},
        "logs": {"endpoint_override": "https://mine.example"},
    }


def test_a_persons_own_text_that_lacks_nothing_is_taken_to_the_byte() -> None:
    text = '{"agent":   {"region": "eu-west-1"}, "logs": {}}'
    settings = Settings(region="eu-west-1")
    assert cloudwatch_configuration.completed(text, json.loads(text), settings) == text
