"""The step of the CloudWatch agent's configuration: where it comes from, what stands in its way, and that it is applied once."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.host import Host
from agent_bootstrap.model.collected import Log
from agent_bootstrap.model.finding import Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.settings import CloudWatchAgent, Endpoints, Settings
from agent_bootstrap.steps.cloudwatch_agent import Configuration
from agent_bootstrap.steps.cloudwatch_agent.configuration import MASTER

OWN = '{"agent":   {"region": "eu-west-1"}, "metrics": {"metrics_collected": {"mem": {}}}}'


def step(configuration: str = "file:/etc/my.json", **others: Any) -> Configuration:
    agent = CloudWatchAgent(configuration=configuration, **others)
    return Configuration(Settings(region="eu-west-1", cloudwatch_agent=agent))


def applied(host: Host) -> None:
    """What `fetch-config` leaves behind."""
    text = host.files.read(MASTER) or ""
    host.files.write(f"{cloudwatch_agent.APPLIED}/file_cloudwatch-agent.json", text, mode=0o644)
    host.files.write(cloudwatch_agent.TOML, "[agent]\n", mode=0o644)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (None, "file-absent", "/etc/my.json, which the settings name"),
        ('{\n"a": }', "file-broken", "/etc/my.json line 2"),
        ("[]", "file-broken", "/etc/my.json line 1"),
    ],
)
def test_a_configuration_file_that_cannot_be_used_is_named(host: Host, text: str | None, code: str, words: str) -> None:
    if text is not None:
        host.files.write("/etc/my.json", text, mode=0o644)
    with pytest.raises(ProblemFoundError) as error:
        step().check(host)
    assert error.value.problem.code == code
    assert words in error.value.problem.brief


def test_what_the_agent_took_over_is_not_taken_over_again(host: Host) -> None:
    host.files.write("/etc/my.json", OWN, mode=0o644)
    assert step().check(host).status is Status.DRIFTED
    host.files.write(MASTER, OWN, mode=0o644)
    applied(host)
    assert step().check(host).status is Status.OK
    host.files.write("/etc/my.json", OWN + " ", mode=0o644)
    assert step().check(host).status is Status.DRIFTED


def test_a_trap_stands_in_the_way_and_a_warning_does_not(host: Host) -> None:
    host.files.write("/etc/my.json", OWN.replace("eu-west-1", "us-east-1"), mode=0o644)
    finding = step().check(host)
    assert finding.status is Status.STUCK
    assert finding.reason.startswith("/etc/my.json line 1: agent.region: it names the Region us-east-1")
    warned = OWN.replace('"region"', '"omit_hostname": true, "region"')
    host.files.write("/etc/my.json", warned, mode=0o644)
    assert step().check(host).status is Status.DRIFTED
    host.files.write(MASTER, warned, mode=0o644)
    applied(host)
    finding = step().check(host)
    assert finding.warns
    assert finding.problem is not None
    assert finding.problem.code == "cloudwatch-hostname-omitted"


def test_collectd_is_a_trap_only_without_its_types(host: Host) -> None:
    host.files.write("/etc/my.json", OWN.replace('"mem"', '"collectd"'), mode=0o644)
    problem = step().check(host).problem
    assert problem is not None
    assert problem.code == "cloudwatch-collectd-types-absent"
    host.files.write("/usr/share/collectd/types.db", "", mode=0o644)
    assert step().check(host).problem is None


def test_the_users_rights_are_asked_for_only_once_the_package_has_brought_the_user_along(host: Host) -> None:
    host.files.write(
        "/etc/my.json", OWN.replace('"region"', '"run_as_user": "nobody-of-this-name", "region"'), mode=0o644
    )
    assert step().check(host).status is Status.DRIFTED
    host.files.write(cloudwatch_agent.CONTROL, "", mode=0o755)
    problem = step().check(host).problem
    assert problem is not None
    assert problem.code == "cloudwatch-user-missing"


def test_a_log_of_the_settings_is_named_by_its_file_line_and_key(host: Host) -> None:
    log = Log("/var/log/x", "g", stream="{instance_id}", origin="/etc/agent-bootstrap/conf.d/10-logs.toml:3")
    problem = step("settings", logs=(log,)).check(host).problem
    assert problem is not None
    assert problem.brief.startswith("/etc/agent-bootstrap/conf.d/10-logs.toml:3: cloudwatch_agent.logs.stream: ")


def test_endpoints_are_told_to_the_agent_whatever_the_way(host: Host) -> None:
    host.files.write("/etc/my.json", OWN, mode=0o644)
    named = Endpoints(monitoring="vpce-1.monitoring.x")
    for way in ("settings", "file:/etc/my.json"):
        wanted = Configuration(dataclasses.replace(step(way).settings, endpoints=named))._wanted(host)
        assert json.loads(wanted.text)["metrics"]["endpoint_override"] == "https://vpce-1.monitoring.x"


def test_a_parameter_waits_for_the_way_to_systems_manager_and_for_credentials(host: Host) -> None:
    parameter = step("ssm:AmazonCloudWatch-linux")
    assert "network.reaches/ssm" in parameter.needs
    assert "network.reaches/ssm" not in step().needs
    finding = parameter.check(host)
    assert (finding.status, "ssm:AmazonCloudWatch-linux" in finding.reason) == (Status.DRIFTED, True)
