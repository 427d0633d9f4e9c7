"""The CloudWatch agent's configuration, three ways: each is taken over once, and a second run changes and restarts nothing."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.conftest import Ended, Sandbox

WORLD = "/run/agent-bootstrap-sandbox/world.json"
PARAMETER = '{"agent": {"region": "eu-west-1"}, "metrics": {"namespace": "Stored", "metrics_collected": {"mem": {}}}}'

STORED = f"""
python3 - <<'END'
import json
world = json.load(open("{WORLD}"))
world["parameters"] = {{"AmazonCloudWatch-linux": {PARAMETER!r}, "Mine": "x"}}
json.dump(world, open("{WORLD}", "w"))
END
sleep 0.3
"""

SETTINGS = """
mkdir -p /etc/agent-bootstrap/conf.d; cd /etc/agent-bootstrap/conf.d
echo 'one line' > /var/log/site.log
printf '[cloudwatch_agent.metrics]\\nlevel = "standard"\\nnamespace = "Site"\\n' > 10-metrics.toml
printf '[[cloudwatch_agent.logs]]\\nfile = "/var/log/site.log"\\ngroup = "/site"\\nretention_days = 30\\n' > 20-logs.toml
"""

APPLIED = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d"

TWICE = f"""
agent-bootstrap bootstrap --timeout 30s >&2
cat {APPLIED}/file_cloudwatch-agent.json > /tmp/applied
before=$(systemctl show -p MainPID amazon-cloudwatch-agent)
agent-bootstrap bootstrap --json > /tmp/second || true
test "$before" = "$(systemctl show -p MainPID amazon-cloudwatch-agent)"
cmp /var/lib/agent-bootstrap/cloudwatch-agent.json {APPLIED}/file_cloudwatch-agent.json
test "$(ls {APPLIED})" = file_cloudwatch-agent.json
"""


def _told(ended: Ended) -> tuple[str, list[str]]:
    """What the agent took over, and the statuses of the second run."""
    assert ended.exit_code == 0, ended.output + ended.errors
    applied, _, second = ended.output.partition("\n=====\n")
    return applied, [entry["status"] for entry in json.loads(second)["findings"]]


SHOW = "cat /tmp/applied; printf '\\n=====\\n'; cat /tmp/second"


def test_settings_become_the_agents_configuration_once_and_their_logs_arrive(shell: Sandbox) -> None:
    arrived = """
for _ in $(seq 100); do grep -q PutRetentionPolicy /run/agent-bootstrap-sandbox/requests.jsonl && break; sleep 0.1; done
grep -q '"operation": *"PutLogEvents"' /run/agent-bootstrap-sandbox/requests.jsonl
"""
    applied, second = _told(shell(f"{SETTINGS}{TWICE}{arrived}{SHOW}"))
    values = json.loads(applied)
    assert values["metrics"]["namespace"] == "Site"
    assert "io_time" in values["metrics"]["metrics_collected"]["diskio"]["measurement"]
    assert values["logs"]["logs_collected"]["files"]["collect_list"][0]["retention_in_days"] == 30
    assert set(second) == {"ok"}


def test_a_file_of_the_persons_own_is_taken_over_to_the_byte(shell: Sandbox) -> None:
    script = f"""
echo '{PARAMETER}' > /etc/my.json
agent-bootstrap config validate >&2
export AGENT_BOOTSTRAP_CLOUDWATCH_AGENT_CONFIGURATION=file:/etc/my.json
{TWICE}
cmp /etc/my.json /tmp/applied
"""
    applied, second = _told(shell(script + SHOW))
    assert applied == f"{PARAMETER}\n"
    assert set(second) == {"ok"}


def test_a_parameter_is_taken_over_once_and_again_when_it_was_changed(shell: Sandbox) -> None:
    script = f"""
{STORED}
export AWS_PROFILE=nobody AWS_CA_BUNDLE=/nowhere AWS_REGION=us-east-1
export AGENT_BOOTSTRAP_CLOUDWATCH_AGENT_CONFIGURATION=ssm:AmazonCloudWatch-linux
agent-bootstrap plan > /tmp/plan || test $? = 3
{TWICE}
sed -i s/Stored/Changed/ {WORLD}; sleep 0.3
agent-bootstrap plan | grep 'take over the configuration of ssm:AmazonCloudWatch-linux' >&2
agent-bootstrap bootstrap --timeout 30s >&2
grep -q Changed {APPLIED}/file_cloudwatch-agent.json
"""
    applied, second = _told(shell(script + SHOW))
    assert applied == PARAMETER
    assert set(second) == {"ok"}


def test_a_parameter_that_the_policy_does_not_name_is_denied_and_the_policy_is_named(shell: Sandbox) -> None:
    ended = shell(
        f"{STORED}\nagent-bootstrap bootstrap --json --timeout 5s --set cloudwatch_agent.configuration=ssm:Mine"
    )
    (problem,) = ended.problems()
    assert problem["code"] == "cloudwatch-parameter-denied"
    assert "CloudWatchAgentServerPolicy" in problem["remedy"]


@pytest.mark.parametrize("verb", ["plan", "bootstrap --timeout 5s"])
def test_all_traps_are_told_at_once_with_file_line_path_and_remedy(shell: Sandbox, verb: str) -> None:
    script = f"""
touch /var/log/site.log; chmod 600 /var/log/site.log
cat > /etc/my.json <<'END'
{{
  "agent": {{"run_as_user": "cwagent"}},
  "metrics": {{"append_dimensions": {{"A": "b"}}, "metrics_collected": {{"mem": {{}}}}}},
  "logs": {{"logs_collected": {{"files": {{"collect_list": [
    {{"file_path": "/var/log/site.log", "log_group_name": "site", "retention_in_days": 10}}]}}}}}}
}}
END
agent-bootstrap bootstrap --timeout 20s >&2
agent-bootstrap {verb} --json --set cloudwatch_agent.configuration=file:/etc/my.json
"""
    (problem,) = shell(script).problems()
    told = problem["brief"] + problem["details"]
    for line, path, code in (
        (3, "metrics.append_dimensions", ""),
        (
            5,
            "logs.logs_collected.files.collect_list[0].retention_in_days",
            "[cloudwatch-retention-unknown] Write one of",
        ),
        (5, "logs.logs_collected.files.collect_list[0].file_path", "[log-file-unreadable] Give"),
    ):
        assert f"/etc/my.json line {line}: {path}: " in told
        assert code in told


def test_an_editors_copy_among_the_agents_files_is_named_and_the_agent_that_runs_is_left_alone(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2; before=$(systemctl show -p MainPID amazon-cloudwatch-agent)
        sleep 1; echo '{{ broken' > {APPLIED}/file_cloudwatch-agent.json~
        agent-bootstrap bootstrap --json --timeout 2s || test $? = 4
        test "$before" = "$(systemctl show -p MainPID amazon-cloudwatch-agent)"
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    assert [problem["code"] for problem in ended.problems()] == ["file-broken"]
