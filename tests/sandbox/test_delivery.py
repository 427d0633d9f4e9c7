"""Whether AWS gets what the CloudWatch agent collects: what the agent says, and what CloudWatch has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_both_agents import ARRIVED, SETTINGS, change_world, finding

LOG = "/opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log"


def configured(plugins: dict[str, Any], seconds: int = 1) -> str:
    """Bash that sets a configuration whose metrics are measured and sent so often."""
    text = json.dumps(
        {
            "agent": {"metrics_collection_interval": seconds, "run_as_user": "cwagent"},
            "metrics": {"force_flush_interval": seconds, "metrics_collected": plugins},
        }
    )
    return (
        f"echo '{text}' > /etc/my.json; mkdir -p {SETTINGS}\n"
        f"printf '[cloudwatch_agent]\\nconfiguration = \"file:/etc/my.json\"\\n' > {SETTINGS}/10-mine.toml\n"
    )


MEMORY = {"mem": {"measurement": ["mem_used_percent"]}}
SWAP = {"swap": {"measurement": ["used_percent"]}, "disk": {"measurement": ["used_percent"], "resources": ["/"]}}

REFUSED = f"""
agent-bootstrap bootstrap --timeout 1s >&2 || true
for _ in $(seq 100); do grep -q 'WriteToCloudWatch failure' {LOG} && break; sleep 0.1; done
"""


@pytest.mark.parametrize(("plugins", "metric"), [(MEMORY, "mem_used_percent"), (SWAP, "swap_used_percent")])
def test_what_arrived_in_cloudwatch_is_told(shell: Sandbox, plugins: dict[str, Any], metric: str) -> None:
    later = "for _ in $(seq 100); do sleep 0.1; done"
    ended = shell(
        f"{configured(plugins)}agent-bootstrap bootstrap >&2; {ARRIVED}; {later}; agent-bootstrap plan --json"
    )
    found = finding(ended, "cloudwatch_agent.delivery")
    assert found["reason"].startswith(f"CloudWatch has {metric} of ")
    assert found["facts"]["delivered"] == "yes"
    assert found["facts"]["complained_since_start"] == []


def test_that_cloudwatch_may_not_be_asked_is_no_problem(shell: Sandbox) -> None:
    denied = change_world(refusals={"GetMetricData": "AccessDenied"})
    ended = shell(f"{configured(MEMORY)}{denied}agent-bootstrap bootstrap >&2; sleep 3; agent-bootstrap plan --json")
    found = finding(ended, "cloudwatch_agent.delivery")
    assert (found["status"], found["facts"]["delivered"], found["problem"]) == ("ok", "unknown", None)
    assert "AccessDenied" in found["facts"]["refusal"]


def test_a_complaint_that_is_over_is_told_and_is_no_problem(shell: Sandbox) -> None:
    denied, allowed = change_world(refusals={"PutMetricData": "AccessDenied"}), change_world(refusals={})
    patch = "import agent_bootstrap.steps.cloudwatch_agent.delivery as d, datetime; d.RECENT = datetime.timedelta(seconds=4); entry()"
    ended = shell(
        f"{denied}{configured(MEMORY)}{REFUSED}{allowed}sed -i 's/^entry()/{patch}/' /usr/local/bin/agent-bootstrap\n"
        + change_world(refusals={"GetMetricData": "AccessDenied"})
        + "sleep 6; agent-bootstrap bootstrap --json"
    )
    found = finding(ended, "cloudwatch_agent.delivery")
    assert "since its start, it did: AWS " in found["reason"], found
    assert found["facts"]["complained_since_start"] == ["metrics"]


@pytest.mark.parametrize(("seconds", "code"), [(60, None), (3600, "cloudwatch-access-denied")])
def test_a_complaint_counts_for_as_long_as_the_agent_may_take_to_repeat_it(
    shell: Sandbox, seconds: int, code: str | None
) -> None:
    denied = change_world(refusals={"PutMetricData": "AccessDenied"})
    ten_minutes_ago = (
        "systemctl show amazon-cloudwatch-agent -p MainPID --value | xargs kill -STOP; "
        f"earlier=$(date -u -d '10 minutes ago' +%Y-%m-%dT%H:%M); sed -i -E \"s/^....-..-..T..:../$earlier/\" {LOG}\n"
    )
    ended = shell(f"{denied}{configured(MEMORY, seconds)}{REFUSED}{ten_minutes_ago}agent-bootstrap plan --json || true")
    assert {problem["code"] for problem in ended.problems()} == ({code} if code else set()), ended.output + ended.errors
