"""A device of the site comes to inspect TLS while the agents run, and its authority is then trusted, as our own remedy has it."""

from __future__ import annotations

from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.aws_side.certificate_files import FOLDER, authority_of
from agent_bootstrap.sandbox.aws_side.names import PUBLISHED
from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_both_agents import LIVES, UNITS, change_world

AUTHORITY = f"{DIRECTORY}/{FOLDER}/{authority_of('intercepted')}"
LOGS = "/var/log/amazon/ssm/amazon-ssm-agent.log /opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log"

INSPECTED = f"""
    agent-bootstrap bootstrap >&2
    {change_world(tls=dict.fromkeys(PUBLISHED, "intercepted"))}
    systemctl restart {UNITS}
    for log in {LOGS}; do
        for _ in $(seq 600); do grep -q 'unknown authority' $log && break; sleep 0.1; done
        grep -q 'unknown authority' $log
    done
"""


def test_agents_that_did_not_trust_the_device_are_started_anew_once_it_is_trusted(shell: Sandbox) -> None:
    ended = shell(
        f"""{INSPECTED}
        agent-bootstrap check --json > /tmp/inspected || true
        cat {AUTHORITY} >> /etc/ssl/certs/ca-certificates.crt
        {LIVES} > /tmp/before; agent-bootstrap bootstrap --json; {LIVES} > /tmp/after
        diff /tmp/before /tmp/after | grep -c '^> MainPID' >&2
        grep -o '"code": "tls-[a-z]*"' /tmp/inspected | sort | uniq -c >&2
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    changed = {entry["step"] for entry in ended.report["findings"] if entry["status"] == "changed"}
    assert changed == {"ssm_agent.service", "cloudwatch_agent.service"}, ended.output
    assert "\n2\n" in ended.errors
    assert '"code": "tls-intercepted"' in ended.errors


def test_an_agent_that_trusts_everybody_it_meets_is_left_alone_when_the_trust_store_changes(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2; {LIVES} > /tmp/before
        cat {AUTHORITY} >> /etc/ssl/certs/ca-certificates.crt
        agent-bootstrap bootstrap --json; {LIVES} > /tmp/after; diff /tmp/before /tmp/after >&2
        """
    )
    assert ended.exit_code == 0, ended.output + ended.errors
    assert {entry["status"] for entry in ended.report["findings"]} == {"ok"}
