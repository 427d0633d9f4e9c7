"""A start of the CloudWatch agent means that it runs: its own process, for a while, and not one that systemd starts again and again."""

from __future__ import annotations

from tests.sandbox.conftest import Sandbox

BIN = "/opt/aws/amazon-cloudwatch-agent/bin"
UNIT = "amazon-cloudwatch-agent"
DROP_IN = f"/etc/systemd/system/{UNIT}.service.d"

RESTARTED_AT_ONCE = f"""
mkdir -p {DROP_IN}; printf '[Service]\\nRestartSec=100ms\\n' > {DROP_IN}/site.conf; systemctl daemon-reload
"""

KILLED_ONCE = f"""
kill -KILL $(systemctl show {UNIT} -p MainPID --value)
until systemctl show {UNIT} -p NRestarts | grep -q 1; do sleep 0.1; done
sleep 4
"""

CODES = """grep -o '"code": "[a-z-]*"' | sort -u"""


def patient(seconds: float) -> str:
    """Bash that shortens how long an agent that systemd started again is on probation."""
    patch = f"import agent_bootstrap.steps.cloudwatch_agent.service as s; s.PROBATION_SECONDS = {seconds}; entry()"
    return f"sed -i 's/^entry()/{patch}/' /usr/local/bin/agent-bootstrap\n"


def test_the_seconds_of_a_slow_starter_are_not_counted_as_the_agents(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2
        cd {BIN}; mv config-translator translator-itself
        printf '#!/bin/sh\\nsleep 5; exec {BIN}/translator-itself "$@"\\n' > config-translator; chmod +x config-translator
        printf '#!/bin/sh\\nsleep 2; echo strange words; exit 1\\n' > amazon-cloudwatch-agent
        systemctl stop {UNIT}
        agent-bootstrap bootstrap --json --timeout 1s || true
        """
    )
    (problem,) = ended.problems()
    assert problem["code"] == "cloudwatch-agent-dies", ended.output + ended.errors
    assert "strange words" in problem["details"]


def test_an_agent_that_systemd_started_again_is_up_only_after_a_second_look(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2; {RESTARTED_AT_ONCE}{KILLED_ONCE}
        before=$(systemctl show {UNIT} -p MainPID)
        agent-bootstrap bootstrap --json --timeout 1s | {CODES} || true
        {patient(0.1)}
        agent-bootstrap bootstrap >&2 && echo converged
        [ "$before" = "$(systemctl show {UNIT} -p MainPID)" ] && echo 'never restarted'
        """
    )
    said = ['"code": "cloudwatch-agent-dies"', "converged", "never restarted"]
    assert ended.output.splitlines() == said, ended.errors


def test_an_agent_that_does_not_start_with_the_system_is_enabled(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2; systemctl disable {UNIT} >&2
        agent-bootstrap plan --json | grep -o 'is to be enabled, so that it starts with the system' | head -1
        agent-bootstrap bootstrap >&2; systemctl is-enabled {UNIT}
        """
    )
    told = ["is to be enabled, so that it starts with the system", "enabled"]
    assert ended.output.splitlines() == told, ended.errors
