"""What the agents say decides: a healthy one complains of nothing, and one that was helped is believed again."""

from __future__ import annotations

import json

from tests.sandbox.conftest import Ended, Sandbox

WORLD = "/run/agent-bootstrap-sandbox/world.json"
SSM_LOG = "/var/log/amazon/ssm/amazon-ssm-agent.log"
CLOUDWATCH_LOG = "/opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log"

MENDED = f"""
agent-bootstrap bootstrap --timeout 1s >&2 || true
sed -i /Denied/d {WORLD}; sleep 0.3
systemctl restart amazon-ssm-agent
agent-bootstrap bootstrap --json
"""


def lasting(translated: Ended) -> list[str]:
    """The codes of the problems that are not over. One may be: the package starts the agent before the server is registered."""
    return [problem["code"] for problem in json.loads(translated.output)["problems"] if not problem["over"]]


def test_in_a_healthy_network_the_agents_say_nothing_that_means_a_problem(shell: Sandbox) -> None:
    ended = shell(f"agent-bootstrap bootstrap >&2; agent-bootstrap translate --json {SSM_LOG} {CLOUDWATCH_LOG}")
    assert ended.exit_code == 0, ended.output
    assert (lasting(ended), json.loads(ended.output)["unknown"]) == ([], [])


def test_a_node_whose_role_came_back_is_online_after_the_restart_that_the_remedy_asks_for(shell: Sandbox) -> None:
    ended = shell(MENDED, "--fault", "node-role-denied")
    assert (ended.exit_code, ended.problems()) == (0, []), ended.errors


def test_a_channel_that_is_allowed_again_ends_the_complaint(shell: Sandbox) -> None:
    ended = shell(MENDED, "--fault", "ssmmessages-denied")
    assert (ended.exit_code, ended.problems()) == (0, []), ended.errors


def test_a_node_that_was_deregistered_comes_back_as_another(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap --timeout 1s >&2 || true
        sed -i 's/"activation_limit": 1/"activation_limit": 2/; s/"forgotten_nodes": [0-9]*/"forgotten_nodes": 1/' {WORLD}; sleep 0.3
        agent-bootstrap bootstrap --re-register --json
        """,
        "--fault",
        "node-unknown-to-aws",
    )
    assert (ended.exit_code, ended.problems()) == (0, []), ended.errors


def test_the_logs_of_a_refused_server_are_translated_as_the_doctor_says_it(shell: Sandbox) -> None:
    ended = shell(
        f"agent-bootstrap bootstrap --timeout 1s >&2 || true; agent-bootstrap translate --json < {SSM_LOG}",
        "--fault",
        "node-role-denied",
    )
    assert ended.exit_code == 3
    assert lasting(ended) == ["node-role-denied"]
