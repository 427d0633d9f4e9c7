"""The traps of a CloudWatch agent's configuration on premises: each is found, where it is, and what is good is not blamed."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from agent_bootstrap.diagnosis import cloudwatch_document, cloudwatch_lint
from agent_bootstrap.diagnosis.cloudwatch_lint import agent_and_metrics, keys
from agent_bootstrap.diagnosis.cloudwatch_lint.trap import Surroundings, Unreadable
from agent_bootstrap.model.collected import Log, Metrics
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.settings import CloudWatchAgent, Settings

HERE = Surroundings("eu-west-1")
SETTINGS = Settings(region="eu-west-1")

WIZARD: dict[str, Any] = {
    "agent": {"metrics_collection_interval": 60, "run_as_user": "cwagent", "logfile": "/x", "usage_data": True},
    "metrics": {
        "namespace": "CWAgent",
        "aggregation_dimensions": [["host"]],
        "endpoint_override": "https://vpce-1.monitoring.eu-west-1.vpce.amazonaws.com",
        "metrics_collected": {
            "mem": {"measurement": ["mem_used_percent"], "append_dimensions": {"site": "a"}},
            "statsd": {"service_address": ":8125"},
            "procstat": [{"exe": "x", "measurement": ["cpu_usage"]}],
        },
    },
    "logs": {
        "endpoint_override": "https://logs-fips.eu-west-1.amazonaws.com",
        "logs_collected": {
            "files": {
                "collect_list": [
                    {
                        "file_path": "/a",
                        "log_group_name": "a",
                        "log_stream_name": "{hostname}",
                        "retention_in_days": -1,
                    },
                    {"file_path": "/b", "log_group_name": "b", "retention_in_days": 3653, "timezone": "UTC"},
                ]
            }
        },
    },
}


def found(values: Any, around: Surroundings = HERE) -> list[tuple[str, str]]:
    """Place -> code of every trap, as it is told of a file."""
    document = cloudwatch_document.of_person(json.dumps(values, indent=1), "/etc/my.json", SETTINGS)
    traps = cloudwatch_lint.traps(document.values, around)
    return [(document.place(trap.path).partition(": ")[2], trap.kind.code) for trap in traps]


def entry(**changes: Any) -> dict[str, Any]:
    """The wizard's configuration with these keys in the second log; None takes a key out."""
    values: dict[str, Any] = json.loads(json.dumps(WIZARD))
    second = values["logs"]["logs_collected"]["files"]["collect_list"][1]
    second.update(changes)
    for key in [key for key, value in changes.items() if value is None]:
        del second[key]
    return values


def changed(section: str, **changes: Any) -> dict[str, Any]:
    return {**WIZARD, section: {**WIZARD[section], **changes}}


SECOND = "logs.logs_collected.files.collect_list[1]"


def test_a_good_configuration_has_no_trap() -> None:
    assert found(WIZARD) == []


@pytest.mark.parametrize(
    ("values", "place", "code"),
    [
        (changed("metrics", append_dimensions={"Site": "a"}), "metrics.append_dimensions", "cloudwatch-needs-ec2"),
        (changed("agent", region="us-east-1"), "agent.region", "cloudwatch-region-differs"),
        (changed("agent", omit_hostname=True), "agent.omit_hostname", "cloudwatch-hostname-omitted"),
        (
            changed("metrics", endpoint_override="https://vpce-1.logs.eu-west-1.vpce.amazonaws.com"),
            "metrics.endpoint_override",
            "cloudwatch-endpoint-misplaced",
        ),
        (
            changed("logs", endpoint_override="https://monitoring.eu-west-1.amazonaws.com"),
            "logs.endpoint_override",
            "cloudwatch-endpoint-misplaced",
        ),
        (
            changed("logs", endpoint_override="vpce-1.logs.eu-west-1.vpce.amazonaws.com"),
            "logs.endpoint_override",
            "cloudwatch-endpoint-not-https",
        ),
        (
            changed("logs", endpoint_override="https://vpce-1.logs.eu-central-1.vpce.amazonaws.com"),
            "logs.endpoint_override",
            "cloudwatch-region-differs",
        ),
        (entry(retention_in_days=10), f"{SECOND}.retention_in_days", "cloudwatch-retention-unknown"),
        (entry(retention_in_days="14"), f"{SECOND}.retention_in_days", "cloudwatch-retention-unknown"),
        (entry(log_group_name=None), SECOND, "cloudwatch-log-group-unnamed"),
        (entry(log_stream_name="{instance_id}"), f"{SECOND}.log_stream_name", "cloudwatch-placeholder-of-ec2"),
        (entry(log_group_name="{account_id}/x"), f"{SECOND}.log_group_name", "cloudwatch-placeholder-of-ec2"),
        (changed("logs", log_stream_name="{instance_id}"), "logs.log_stream_name", "cloudwatch-placeholder-of-ec2"),
        (
            changed("metrics", metrics_collected={"mem": {"append_dimensions": {"Id": "${aws:InstanceId}"}}}),
            "metrics.metrics_collected.mem.append_dimensions.Id",
            "cloudwatch-placeholder-of-ec2",
        ),
        (changed("agent", regoin="eu-west-1"), "agent.regoin", "cloudwatch-key-misspelled"),
        (changed("agent", Debug=True), "agent.Debug", "cloudwatch-key-misspelled"),
        ({**WIZARD, "log": {}, "metric": {}}, "metric", None),
        ({"metric": WIZARD["metrics"], "logs": WIZARD["logs"]}, "metric", "cloudwatch-key-misspelled"),
        (entry(retention_days=3, retention_in_days=None), f"{SECOND}.retention_days", "cloudwatch-key-misspelled"),
    ],
)
def test_a_trap_is_found_where_it_is(values: Any, place: str, code: str | None) -> None:
    assert found(values) == ([(place, code)] if code else [])


@pytest.mark.parametrize(
    ("around", "values", "place", "code"),
    [
        ({"user_exists": False}, WIZARD, "agent.run_as_user", "cloudwatch-user-missing"),
        (
            {"absent_types": ("/usr/share/collectd/types.db",)},
            WIZARD,
            "metrics.metrics_collected.collectd",
            "cloudwatch-collectd-types-absent",
        ),
        (
            {"unreadable": {"/b": Unreadable("/b", "-rw------- root root /b")}},
            WIZARD,
            f"{SECOND}.file_path",
            "log-file-unreadable",
        ),
        (
            {"sts_is_private": False},
            changed("logs", credentials={"role_arn": "arn:aws:iam::1:role/x"}),
            "logs.credentials.role_arn",
            "cloudwatch-role-without-sts",
        ),
    ],
)
def test_a_trap_of_this_server_is_found_where_it_is(around: Any, values: Any, place: str, code: str) -> None:
    assert found(values, dataclasses.replace(HERE, **around)) == [(place, code)]
    assert found(values) == []


def test_a_key_that_the_installed_agents_own_schema_knows_is_no_slip() -> None:
    schema = json.dumps({"definitions": {"x": [{"properties": {"regions": {"type": "string"}}}]}})
    values = changed("agent", regions="x")
    assert found(values) == [("agent.regions", "cloudwatch-key-misspelled")]
    assert found(values, dataclasses.replace(HERE, schema_keys=keys.of_schema(schema))) == []
    assert keys.of_schema("no JSON") == frozenset()


def test_a_key_that_neither_this_program_nor_the_installed_agent_knows_is_a_warning() -> None:
    values = changed("agent", user="cwagent")
    assert found(values) == [], "without its schema nobody can tell what a newer agent knows"
    around = dataclasses.replace(HERE, schema_keys=frozenset(("region",)))
    assert found(values, around) == [("agent.user", "cloudwatch-key-unknown")]
    assert found(entry(made_up=1), around) == [(f"{SECOND}.made_up", "cloudwatch-key-unknown")]
    assert found(WIZARD, around) == []
    (trap,) = cloudwatch_lint.traps(values, around)
    assert trap.kind.warning


def test_the_first_problem_tells_all_others_and_warnings_come_last() -> None:
    values = {**changed("agent", omit_hostname=True), "metrics": {"append_dimensions": {}, "namespace": "x"}}
    text = json.dumps({**values, "agent": {**values["agent"], "region": "us-east-1"}}, indent=1)
    document = cloudwatch_document.of_person(text, "/etc/my.json", SETTINGS)
    problem = cloudwatch_lint.problem(cloudwatch_lint.traps(document.values, HERE), document.place)
    assert problem is not None
    assert (problem.code, problem.warning) == ("cloudwatch-region-differs", False)
    assert problem.brief.startswith("/etc/my.json line 8: agent.region: it names the Region us-east-1")
    first, second = problem.details.splitlines()
    assert first.startswith("also: /etc/my.json line 11: metrics.append_dimensions: ")
    assert "[cloudwatch-needs-ec2] Remove `append_dimensions`" in first
    assert "[cloudwatch-hostname-omitted]" in second


def test_what_was_written_from_the_settings_is_found_there() -> None:
    log = Log("/var/log/x", "g", stream="{instance_id}", origin="/etc/agent-bootstrap/conf.d/10-logs.toml:3")
    document = cloudwatch_document.from_settings(
        dataclasses.replace(SETTINGS, cloudwatch_agent=CloudWatchAgent(logs=(log,))), "root"
    )
    problem = cloudwatch_lint.problem(cloudwatch_lint.traps(document.values, HERE), document.place)
    assert problem is not None
    assert problem.brief == (
        "/etc/agent-bootstrap/conf.d/10-logs.toml:3: cloudwatch_agent.logs.stream: {instance_id} has no value on premises"
    )


@pytest.mark.parametrize("level", ["basic", "standard", "advanced"])
def test_what_the_settings_write_has_no_trap(level: str) -> None:
    log = Log("/var/log/x", "g", retention_days=30)
    wanted = CloudWatchAgent(metrics=Metrics(level=level), logs=(log,))
    document = cloudwatch_document.from_settings(dataclasses.replace(SETTINGS, cloudwatch_agent=wanted), "root")
    assert cloudwatch_lint.traps(document.values, HERE) == ()


def test_collectd_needs_its_types_only_where_it_is_asked_for() -> None:
    assert agent_and_metrics.collectd_types(WIZARD) == ()
    asked: dict[str, Any] = {"metrics": {"metrics_collected": {"collectd": {}}}}
    assert agent_and_metrics.collectd_types(asked) == ("/usr/share/collectd/types.db",)
    asked["metrics"]["metrics_collected"]["collectd"] = {"collectd_typesdb": ["/opt/types.db"]}
    assert agent_and_metrics.collectd_types(asked) == ("/opt/types.db",)


@pytest.mark.parametrize("values", [{"agent": 3, "metrics": [], "logs": {"logs_collected": "x"}}, {}, {"logs": None}])
def test_what_has_the_wrong_shape_is_left_to_the_agents_own_schema(values: Any) -> None:
    assert found(values) == []


@pytest.mark.parametrize(("text", "line"), [('{\n"a": }', 2), ("[]", 1), ("", 1)])
def test_what_is_no_json_object_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ProblemFoundError) as error:
        cloudwatch_document.of_person(text, "ssm:AmazonCloudWatch-linux", SETTINGS)
    assert error.value.problem.brief.startswith(f"ssm:AmazonCloudWatch-linux line {line} is not valid JSON")
