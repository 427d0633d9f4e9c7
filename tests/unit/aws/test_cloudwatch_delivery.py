"""What a configuration and the agent's own notes tell about whether its metrics and logs arrive."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest

from agent_bootstrap.aws import cloudwatch_configuration, cloudwatch_delivery
from agent_bootstrap.aws.cloudwatch_delivery import Position
from agent_bootstrap.model.settings import Settings

MEMORY = {"measurement": ["mem_used_percent"]}


def collected(**plugins: Any) -> dict[str, Any]:
    return {"metrics": {"metrics_collected": plugins}}


def test_a_file_of_state_tells_the_log_and_how_far_aws_has_taken_it() -> None:
    assert cloudwatch_delivery.position("120\n/var/log/a b.log\n0-120") == Position("/var/log/a b.log", 120)
    for other in ("", "120", "cursor\nx", "-1\n/var/log/a"):
        assert cloudwatch_delivery.position(other) is None


def test_the_metric_that_is_asked_for_is_that_of_this_server() -> None:
    metrics = {"namespace": "Site", "force_flush_interval": 20, **collected(mem=MEMORY)["metrics"]}
    found = cloudwatch_delivery.probe(
        {"agent": {"hostname": "h", "metrics_collection_interval": 300}, "metrics": metrics}, "other"
    )
    assert found is not None
    assert (found.namespace, found.metric, found.dimensions, found.round) == (
        "Site",
        "mem_used_percent",
        {"host": "h"},
        320.0,
    )


@pytest.mark.parametrize(
    ("plugins", "metric", "dimensions"),
    [
        ({"mem": {"measurement": ["used_percent"]}}, "mem_used_percent", {}),
        ({"mem": {"measurement": ["mem_free"]}}, "mem_free", {}),
        ({"mem": {"measurement": [{"name": "used", "unit": "Bytes"}]}}, "mem_used", {}),
        ({"mem": {"measurement": [{"name": "used", "rename": "Memory"}]}}, "Memory", {}),
        (
            {"disk": {"measurement": ["used_percent"]}, "swap": {"measurement": ["used_percent"]}},
            "swap_used_percent",
            {},
        ),
        (
            {"mem": {"append_dimensions": {"a": "b"}, **MEMORY}, "netstat": {"measurement": ["tcp_close"]}},
            "netstat_tcp_close",
            {},
        ),
        ({"cpu": {"measurement": ["cpu_usage_idle"], "totalcpu": True}}, "cpu_usage_idle", {"cpu": "cpu-total"}),
        ({"cpu": {"measurement": ["cpu_usage_idle"], "totalcpu": False}}, None, {}),
        ({"disk": {"measurement": ["used_percent"]}, "procstat": [{"exe": "x"}], "mem": {}}, None, {}),
    ],
)
def test_without_memory_another_metric_is_asked_for_whose_dimensions_are_the_same_everywhere(
    plugins: dict[str, Any], metric: Optional[str], dimensions: dict[str, str]
) -> None:
    found = cloudwatch_delivery.probe(collected(**plugins), "h")
    assert (found and (found.metric, found.dimensions)) == (metric and (metric, {"host": "h", **dimensions}))


@pytest.mark.parametrize(
    "values",
    [
        {"logs": {}},
        {"agent": {"omit_hostname": True}, **collected(mem=MEMORY)},
        {"metrics": {"append_dimensions": {"a": "b"}, **collected(mem=MEMORY)["metrics"]}},
        {"agent": 3, "metrics": {"metrics_collected": []}},
    ],
)
def test_no_metric_is_asked_for_under_names_that_nobody_can_know(values: dict[str, Any]) -> None:
    assert cloudwatch_delivery.probe(values, "h") is None


def test_the_slowest_of_all_that_is_collected_decides_how_long_a_complaint_counts() -> None:
    rare = {"measurement": ["used_percent"], "metrics_collection_interval": 3600}
    assert cloudwatch_delivery.slowest_round(collected(mem=MEMORY)) == 120
    assert cloudwatch_delivery.slowest_round(collected(mem=MEMORY, disk=rare, procstat=[{"exe": "x"}])) == 3660
    assert cloudwatch_delivery.slowest_round({"logs": {}}) == 0
    assert cloudwatch_delivery.slowest_round(collected(mem={"metrics_collection_interval": "60s"})) == 120


def test_what_the_settings_write_can_be_asked_for() -> None:
    written = json.loads(cloudwatch_configuration.from_settings(Settings(region="eu-west-1"), "cwagent"))
    assert cloudwatch_delivery.probe(written, "h") is not None


def test_without_a_word_the_agent_runs_as_root() -> None:
    assert cloudwatch_delivery.run_as_user({"agent": {"run_as_user": "cwagent"}, "logs": {}}) == "cwagent"
    assert cloudwatch_delivery.run_as_user({"agent": {}}) == "root"
