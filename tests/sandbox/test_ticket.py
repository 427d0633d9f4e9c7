"""`check --ticket` in a world where several things are broken at once."""

from __future__ import annotations

from agent_bootstrap.sandbox.world import ACCESS_KEY_ID, ACTIVATION_CODE, SECRET_ACCESS_KEY
from tests.sandbox.conftest import Sandbox

KEYS = "/etc/agent-bootstrap/conf.d/20-keys.toml"

PLANTED = f"""
mkdir -p /etc/agent-bootstrap/conf.d
umask 077
printf '[cloudwatch_agent.credentials]\\naccess_key_id = "%s"\\nsecret_access_key = "%s"\\n' {ACCESS_KEY_ID} {SECRET_ACCESS_KEY} > {KEYS}
export AGENT_BOOTSTRAP_ACTIVATION_CODE={ACTIVATION_CODE}
agent-bootstrap check --ticket
"""

BROKEN = ("dns-nxdomain", "s3-access-denied", "websocket-blocked")


def test_each_team_gets_its_ticket_and_nobody_a_secret(shell: Sandbox) -> None:
    ended = shell(PLANTED, *(word for name in BROKEN for word in ("--fault", name)))
    assert ended.exit_code == 3, ended.errors
    tickets = ended.output.split("----- Ticket for: ")[1:]
    assert [one.split(" -----")[0] for one in tickets] == ["DNS", "firewall and network", "AWS account"]
    for name, text in zip(("dns-nxdomain", "websocket-blocked", "s3-access-denied"), tickets):
        assert f"[{name}]" in text.splitlines()[1]
        assert all(f"\n{label} " in text for label in ("please", "seen", "why", "verify", "server", "seen at")), text
        assert "Region eu-west-1" in text
    for secret in (ACTIVATION_CODE, ACCESS_KEY_ID, SECRET_ACCESS_KEY):
        assert secret not in ended.output + ended.errors


def test_a_healthy_server_needs_no_ticket(shell: Sandbox) -> None:
    ended = shell("agent-bootstrap check --ticket")
    assert ended.exit_code == 0
    assert ended.output.endswith("\n\nNo ticket is needed: all is well.\n")
