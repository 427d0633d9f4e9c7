"""`agent-bootstrap capabilities` and the arrangements of names, in the closed network in a box."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox.world import vpce_name
from tests.sandbox.conftest import Ended, Sandbox

WORLD = "/run/agent-bootstrap-sandbox/world.json"


def change(**fields: object) -> str:
    """A line of shell that changes the world, and waits until the AWS side has seen it."""
    return f"""python3 - <<'END'
import json
world = json.load(open("{WORLD}"))
world.update(json.loads('{json.dumps(fields)}'))
json.dump(world, open("{WORLD}", "w"))
END
sleep 0.5
"""


def readiness(ended: Ended) -> dict[str, str]:
    rows: list[dict[str, Any]] = json.loads(ended.output)["capabilities"]
    return {row["name"]: row["readiness"] for row in rows}


def test_in_a_healthy_world_nothing_is_blocked_before_and_after_the_registration(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap capabilities --json > /tmp/before
        agent-bootstrap bootstrap --timeout 20s >&2
        agent-bootstrap capabilities --json > /tmp/after
        python3 -c "import json,sys; print(json.dumps([json.load(open('/tmp/before')), json.load(open('/tmp/after'))]))"
        """
    )
    assert ended.exit_code == 0, ended.errors
    before, after = json.loads(ended.output)
    assert (before["registered"], before["node_id"]) == (False, None)
    assert after["registered"] is True
    assert after["node_id"].startswith("mi-")
    for told in (before, after):
        assert {row["readiness"] for row in told["capabilities"]} == {"ready", "unknown", "not-applicable"}
        assert told["problems"] == []


def test_a_refused_message_channel_blocks_sessions_and_commands_but_not_inventory(shell: Sandbox) -> None:
    ended = shell(f"{change(tcp={'ssmmessages': 'refused'})}\nset +e; agent-bootstrap capabilities --json; exit $?")
    assert ended.exit_code == 3, ended.errors
    stand = readiness(ended)
    assert stand["Session Manager"] == stand["Run Command"] == stand["Managed node"] == "blocked"
    assert stand["Inventory"] == stand["Parameter Store"] == stand["CloudWatch agent: metrics"] == "ready"
    assert [problem["code"] for problem in json.loads(ended.output)["problems"]] == ["tcp-refused"]


def test_a_refused_endpoint_of_logs_degrades_sessions_and_blocks_the_agents_logs(shell: Sandbox) -> None:
    ended = shell(f"{change(tcp={'logs': 'refused'})}\nset +e; agent-bootstrap capabilities --json; exit $?")
    stand = readiness(ended)
    assert stand["Session Manager"] == stand["Run Command"] == "degraded"
    assert stand["CloudWatch agent: logs"] == "blocked"
    assert stand["CloudWatch agent: metrics"] == "ready"


def test_a_policy_that_denies_the_agents_bucket_blocks_until_the_agent_is_there(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap --timeout 20s >&2
        {change(s3_denied=["amazon-ssm-eu-west-1"])}
        agent-bootstrap capabilities --json
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert readiness(ended)["Managed node"] == "degraded"
    assert readiness(ended)["Inventory"] == "ready"


def test_somebody_who_is_not_root_sees_them_too(shell: Sandbox) -> None:
    ended = shell(
        """
        chmod 755 /root
        agent-bootstrap bootstrap --timeout 20s >&2
        setpriv --reuid 65534 --regid 65534 --clear-groups agent-bootstrap capabilities --json
        """
    )
    if "setpriv" in ended.errors and ended.exit_code != 0:
        pytest.skip("the sandbox of an ordinary user has no second user")
    assert ended.exit_code == 0, ended.errors
    assert json.loads(ended.output)["registered"] is None
    assert readiness(ended)["Inventory"] == "ready"


@pytest.mark.parametrize(
    ("model", "words"),
    [("private-dns", "S3's included"), ("s3-hosted-zone", "hosted zone for S3; since March 2023")],
)
def test_the_arrangement_of_names_is_recognised(shell: Sandbox, model: str, words: str) -> None:
    ended = shell(f"{change(dns_model=model)}\nagent-bootstrap check --json")
    assert ended.exit_code == 0, ended.errors
    finding = ended.finding("network.dns_model")
    assert (finding["status"], finding["facts"]["model"]) == ("ok", model)
    assert words in finding["reason"]


def test_with_endpoint_names_alone_the_server_becomes_a_node_and_old_agents_are_warned_of(shell: Sandbox) -> None:
    names = "\n".join(f'{service} = "{vpce_name(service)}"' for service in SERVICES)
    ended = shell(
        f"""
        {change(dns_model="endpoint-names")}
        mkdir -p /etc/agent-bootstrap/conf.d
        printf '%s\\n' '[endpoints]' '{names}' > /etc/agent-bootstrap/conf.d/10-endpoints.toml
        agent-bootstrap bootstrap --json --timeout 20s
        """
    )
    assert ended.exit_code == 0, ended.errors
    finding = ended.finding("network.dns_model")
    assert finding["facts"]["model"] == "endpoint-names"
    assert "SSM Agents before 3.3.2958" in finding["reason"]


def test_without_private_dns_and_without_names_the_regional_names_are_missing(shell: Sandbox) -> None:
    ended = shell(f"{change(dns_model='endpoint-names')}\nset +e; agent-bootstrap check --json; exit $?")
    assert ended.exit_code == 3
    assert {problem["code"] for problem in ended.problems()} == {"dns-nxdomain"}
    assert ended.finding("network.dns_model")["status"] == "blocked"


def test_dual_stack_names_are_used_by_every_look_and_told_to_both_agents(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap --json --timeout 20s --set network.names=dual-stack > /tmp/report
        cat /etc/amazon/ssm/amazon-ssm-agent.json; echo -----
        cat /var/lib/agent-bootstrap/cloudwatch-agent.json; echo -----
        cat /tmp/report
        """
    )
    assert ended.exit_code == 0, ended.errors
    agent, cloudwatch, report = (json.loads(part) for part in ended.output.split("-----\n"))
    assert report["converged"]
    assert agent["Ssm"]["Endpoint"] == "ssm.eu-west-1.api.aws"
    assert agent["Mgs"]["Endpoint"] == "ssmmessages.eu-west-1.api.aws"
    assert agent["S3"]["Endpoint"] == "s3.dualstack.eu-west-1.amazonaws.com"
    assert agent["Agent"]["UseDualStackEndpoint"] is True
    assert cloudwatch["metrics"]["endpoint_override"] == "https://monitoring.eu-west-1.api.aws"
    names = [entry["facts"]["hostname"] for entry in report["findings"] if entry["step"].startswith("network.reaches/")]
    assert all(".api.aws" in name or ".dualstack." in name for name in names)
