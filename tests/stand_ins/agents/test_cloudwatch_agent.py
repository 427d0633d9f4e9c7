"""The CloudWatch agent's stand-in: from a configuration through the control script and the starter to AWS."""

from __future__ import annotations

import json
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from agent_bootstrap.aws import cloudwatch_agent
from tests.stand_ins.agents.conftest import Aws, Host, wait_until

HOME = "/opt/aws/amazon-cloudwatch-agent"
CONTROL = f"{HOME}/bin/amazon-cloudwatch-agent-ctl"
STARTER = f"{HOME}/bin/start-amazon-cloudwatch-agent"
LOG = f"{HOME}/logs/amazon-cloudwatch-agent.log"
TOML, YAML = f"{HOME}/etc/amazon-cloudwatch-agent.toml", f"{HOME}/etc/amazon-cloudwatch-agent.yaml"
JSON_DIRECTORY = f"{HOME}/etc/amazon-cloudwatch-agent.d"
PROFILE = (
    "[AmazonCloudWatchAgent]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\nregion = eu-west-1\n"
)

SYSTEMCTL = """#!/bin/sh
# Says that systemd runs and the agent does not; whatever it is told to do, it notes.
case "${1:-}" in
"") echo "  -.mount loaded active mounted Root Mount" ;;
is-active) echo inactive; exit 3 ;;
show) echo MainPID=0 ;;
*) echo "$*" >>"$AGENT_STAND_IN_ROOT/told" ;;
esac
"""


@pytest.fixture(autouse=True)
def _systemctl(host: Host, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL)
    program.chmod(0o755)


def _configured(host: Host, aws: Aws, **metrics: Any) -> None:
    host.write("/root/.aws/credentials", PROFILE)
    values = {
        "agent": {"region": "eu-west-1", "run_as_user": "root"},
        "metrics": {
            "endpoint_override": f"https://{aws.endpoint}",
            "metrics_collected": {"mem": {"measurement": ["mem_used_percent"]}, "disk": {"resources": ["*"]}},
            **metrics,
        },
    }
    host.write(f"{JSON_DIRECTORY}/file_master.json", json.dumps(values))


def _fetch(host: Host, *more: str, text: str = "", mode: str = "onPremise") -> subprocess.CompletedProcess[str]:
    master = host.write("/srv/master.json", text or json.dumps({"metrics": {"metrics_collected": {"mem": {}}}}))
    return host.run(CONTROL, "-a", "fetch-config", "-m", mode, "-c", f"file:{master}", *more)


def test_fetched_configurations_replace_everything_that_was_applied(host: Host) -> None:
    host.write("/root/.aws/credentials", PROFILE)
    host.write(f"{HOME}/etc/amazon-cloudwatch-agent.json", "{}")
    host.write(f"{JSON_DIRECTORY}/file_older.json", "{}")
    done = _fetch(host)
    assert done.returncode == 0, done.stderr
    assert "Configuration validation succeeded" in done.stdout
    assert [path.name for path in host.at(JSON_DIRECTORY).iterdir()] == ["file_master.json"]
    assert not host.at(f"{HOME}/etc/amazon-cloudwatch-agent.json").exists()
    assert cloudwatch_agent.mode(host.text(YAML), host.text(TOML)) == "onPremise"
    assert "shared_credential_file: /root/.aws/credentials" in host.text(YAML)
    assert "region_type: CM" in host.text(YAML)


def test_a_fetch_without_a_region_in_the_profile_fails_whatever_the_json_says(host: Host) -> None:
    done = _fetch(
        host, text=json.dumps({"agent": {"region": "eu-west-1"}, "metrics": {"metrics_collected": {"mem": {}}}})
    )
    assert done.returncode == 1
    assert "please make sure the credentials and region set correctly on your hosts" in done.stderr
    assert "Region:" not in done.stdout


def test_a_broken_json_leaves_the_applied_one_and_its_own_tmp_file(host: Host) -> None:
    host.write("/root/.aws/credentials", PROFILE)
    assert _fetch(host).returncode == 0
    before = host.text(f"{JSON_DIRECTORY}/file_master.json")
    done = _fetch(host, text="{broken")
    assert done.returncode == 1
    assert "Invalid Json" in done.stderr
    assert host.text(f"{JSON_DIRECTORY}/file_master.json") == before
    assert host.at(f"{JSON_DIRECTORY}/file_master.json.tmp").exists()


def test_an_unknown_option_swallows_those_after_it(host: Host) -> None:
    done = host.run(
        CONTROL, "-a", "fetch-config", "-o", "x", "-m", "onPremise", "-c", "file:/nowhere", AWS_REGION="eu-west-1"
    )
    assert done.returncode == 0
    assert "Invalid option: -o" in done.stderr
    assert [path.name for path in host.at(JSON_DIRECTORY).iterdir()] == ["default"]
    assert cloudwatch_agent.mode(host.text(YAML), host.text(TOML)) == "ec2"


def test_appended_and_removed_configurations_leave_the_others(host: Host) -> None:
    host.write("/root/.aws/credentials", PROFILE)
    _fetch(host)
    second = host.write("/srv/second.json", json.dumps({"metrics": {"metrics_collected": {"disk": {}}}}))
    assert host.run(CONTROL, "-a", "append-config", "-m", "onPremise", "-c", f"file:{second}").returncode == 0
    assert "telegraf_disk" in host.text(YAML)
    assert "telegraf_mem" in host.text(YAML)
    assert host.run(CONTROL, "-a", "remove-config", "-m", "onPremise", "-c", f"file:{second}").returncode == 0
    assert "telegraf_disk" not in host.text(YAML)
    assert [path.name for path in host.at(JSON_DIRECTORY).iterdir()] == ["file_master.json"]
    assert host.run(CONTROL, "-a", "remove-config", "-c", "all").returncode == 0
    assert not host.at(TOML).exists()


def test_the_status_of_a_stopped_agent_is_json_in_a_fixed_order(host: Host) -> None:
    done = host.run(CONTROL, "-a", "status")
    assert done.returncode == 0
    assert done.stdout == (
        '{\n  "status": "stopped",\n  "starttime": "",\n  "configstatus": "not configured",\n  "version": "1.300071.0b1"\n}\n'
    )


def test_a_start_without_a_configuration_applies_the_default_one(host: Host) -> None:
    host.write("/root/.aws/credentials", PROFILE)
    done = host.run(CONTROL, "-a", "start", "-m", "onPremise")
    assert done.returncode == 0, done.stderr
    assert host.text("/told").splitlines() == [
        "daemon-reload",
        "enable amazon-cloudwatch-agent.service",
        "restart amazon-cloudwatch-agent.service",
    ]
    assert 'run_as_user = "cwagent"' in host.text(TOML)


@pytest.mark.parametrize("arguments", [("-a", "nonsense"), ("-a", "status", "-m", "mars"), ("-a",)])
def test_a_wrong_command_line_ends_with_1(host: Host, arguments: tuple[str, ...]) -> None:
    assert host.run(CONTROL, *arguments).returncode == 1


def test_a_log_level_without_a_value_ends_with_2(host: Host) -> None:
    done = host.run(CONTROL, "-a", "set-log-level")
    assert (done.returncode, "log_level" in done.stderr) == (2, True)


def test_metrics_arrive_signed_and_with_the_host_as_dimension(host: Host, aws: Aws) -> None:
    _configured(host, aws)
    agent = host.start(STARTER)
    request = aws.wait_for("PutMetricData")
    fields = request.fields()
    assert fields["Namespace"] == "CWAgent"
    assert fields["MetricData.member.1.MetricName"] == "mem_used_percent"
    assert fields["MetricData.member.1.Dimensions.member.1.Value"] == socket.gethostname()
    assert 0 < float(fields["MetricData.member.1.Value"]) < 100
    assert "MetricData.member.1.Dimensions.member.2.Name" not in fields
    assert "disk_used_percent" in fields.values()
    assert "Credential=AKIAEXAMPLE/" in request.headers["authorization"]
    assert "/eu-west-1/monitoring/aws4_request" in request.headers["authorization"]
    assert Path(f"/proc/{agent.pid}/comm").read_text().strip() == "amazon-cloudwat"
    agent.terminate()
    assert agent.wait(20) == 0


def test_the_starter_forgets_the_mode_that_the_control_script_was_told(host: Host, aws: Aws) -> None:
    host.write("/root/.aws/credentials", PROFILE)
    _fetch(host)
    host.start(STARTER)
    wait_until(lambda: "Begin running and processing data" in host.text(LOG))
    assert cloudwatch_agent.mode(host.text(YAML), host.text(TOML)) == "onPrem"


def test_a_start_without_a_configuration_dies(host: Host) -> None:
    done = host.run(STARTER)
    assert done.returncode == 1
    assert "E! Cannot translate JSON, ERROR is exit status 1" in host.text(LOG)


def test_a_start_without_a_region_dies_and_says_why_on_standard_output_only(host: Host) -> None:
    host.write(f"{JSON_DIRECTORY}/file_master.json", json.dumps({"metrics": {"metrics_collected": {"mem": {}}}}))
    done = host.run(STARTER)
    assert done.returncode == 1
    assert "Region info is missing for mode: onPrem" in done.stdout
    assert "Region info" not in host.text(LOG)


def test_dimensions_of_ec2_kill_the_agent_on_premises(host: Host, aws: Aws) -> None:
    _configured(host, aws, append_dimensions={"Site": "here"})
    done = host.run(STARTER)
    assert done.returncode == 1
    assert "E! Error running agent: " in host.text(LOG)
    assert "ec2tagger: Unable to retrieve EC2 Metadata" in host.text(LOG)


def test_an_unreadable_credentials_file_kills_the_agent(host: Host, aws: Aws) -> None:
    _configured(host, aws)
    host.at("/root/.aws/credentials").unlink()
    assert host.run(STARTER).returncode == 1
    assert "SharedCredsLoad: failed to load shared credentials file" in host.text(LOG)


def test_missing_keys_cost_the_metrics_but_not_the_agent(host: Host, aws: Aws) -> None:
    _configured(host, aws)
    host.write("/root/.aws/credentials", "[AmazonCloudWatchAgent]\nregion = eu-west-1\n")
    agent = host.start(STARTER)
    wait_until(lambda: "WriteToCloudWatch failure, err:  SharedCredsAccessKey: " in host.text(LOG))
    assert "did not contain aws_access_key_id" in host.text(LOG)
    assert agent.poll() is None
    assert not aws.asked("PutMetricData")


def test_refused_metrics_are_dropped_with_the_words_of_aws(host: Host, aws: Aws) -> None:
    _configured(host, aws)
    aws.answers["PutMetricData"] = (
        403,
        b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>",
    )
    host.start(STARTER)
    wait_until(lambda: "E! cloudwatch: code: AccessDenied, message: not you, original error: <nil>" in host.text(LOG))


def test_an_unknown_user_stops_the_start(host: Host, aws: Aws) -> None:
    _configured(host, aws)
    text = host.text(f"{JSON_DIRECTORY}/file_master.json").replace('"root"', '"nobody-of-this-name"')
    host.write(f"{JSON_DIRECTORY}/file_master.json", text)
    assert host.run(STARTER).returncode == 1
    assert "E! Failed to ChangeUser: user: unknown user nobody-of-this-name" in host.text(LOG)


def test_log_lines_arrive_and_the_state_file_follows(host: Host, aws: Aws) -> None:
    host.write("/root/.aws/credentials", PROFILE)
    followed = host.write("/srv/app.log", "one\ntwo\nhalf a li")
    collected = {"file_path": "/srv/app.log", "log_group_name": "/app", "log_stream_name": "{local_hostname}"}
    logs = {"endpoint_override": f"https://{aws.endpoint}", "logs_collected": {"files": {"collect_list": [collected]}}}
    host.write(f"{JSON_DIRECTORY}/file_master.json", json.dumps({"agent": {"region": "eu-west-1"}, "logs": logs}))
    host.start(STARTER)
    request = aws.wait_for("PutLogEvents").json()
    assert [event["message"] for event in request["logEvents"]] == ["one", "two"]
    assert (request["logGroupName"], request["logStreamName"]) == ("/app", socket.gethostname())
    state = f"{HOME}/logs/state/{str(followed).replace('/', '_')}"
    wait_until(lambda: host.text(state).startswith("8\n"))
    assert cloudwatch_agent.mode(host.text(YAML), host.text(TOML)) == "onPrem"
