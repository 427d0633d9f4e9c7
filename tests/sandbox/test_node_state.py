"""`status` says which state the node is in now, whatever systemd calls the service."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.conftest import Sandbox

NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups"

FAULTS = {
    "node-unknown-to-aws": "orphaned",
    "hardware-changed": "fingerprint-mismatch",
    "ssm-agent-hibernates": "hibernating",
    "ssm-agent-worker-dead": "worker-dead",
    "ssm-agent-credentials-expired": "credentials-expired",
    "registered-elsewhere": "registered-elsewhere",
    "node-cloned": "cloned",
    "activation-expired": "not-registered",
}

STATUS = """
agent-bootstrap bootstrap --timeout 1s >&2 || true
agent-bootstrap status --json || true
"""


@pytest.mark.parametrize("fault", FAULTS)
def test_each_state_is_told_from_local_evidence(shell: Sandbox, fault: str) -> None:
    ended = shell(STATUS, "--fault", fault)
    node = json.loads(ended.output)["node"]
    assert node["state"] == FAULTS[fault], ended.errors
    assert (node["node_id"] is None) == (fault == "activation-expired")


def test_a_healthy_node_is_online_and_others_than_root_are_told_what_root_saw(shell: Sandbox) -> None:
    ended = shell(
        f"""
        chmod 755 /root
        agent-bootstrap bootstrap >&2
        agent-bootstrap status | head -1
        {NOBODY} env agent-bootstrap status | head -1
        {NOBODY} cat /run/agent-bootstrap/status.json
        """
    )
    root, nobody, rest = ended.output.split("\n", 2)
    assert root.startswith("This server is mi-")
    assert " in eu-west-1: online, credentials until 20" in root
    assert nobody.startswith(root.partition(":")[0])
    assert "are for root alone" in nobody
    assert json.loads(rest)["node"]["state"] == "online"


def test_what_the_daemon_saw_is_shown_and_who_saw_it_when(shell: Sandbox) -> None:
    ended = shell(
        f"""
        chmod 755 /root
        agent-bootstrap bootstrap >&2
        sed -i 's/"command": "bootstrap"/"command": "daemon"/' /run/agent-bootstrap/status.json
        agent-bootstrap status | sed -n '1p;3p'
        {NOBODY} env agent-bootstrap status | sed -n '1p;3p'
        agent-bootstrap plan --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["node"]["state"])'
        agent-bootstrap check --json | grep -c '"node"' || true
        """
    )
    first, when, as_nobody, when_nobody, state, in_check = ended.output.splitlines()
    assert first == as_nobody
    assert ": online, credentials until 20" in first
    assert when.startswith("The daemon looked at ")
    assert when.endswith(" s ago")
    assert when_nobody.startswith("The daemon looked at ")
    assert (state, in_check) == ("online", "0"), ended.errors


def test_another_activation_than_the_settings_name_is_told_and_stands_in_nobodys_way(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap >&2
        agent-bootstrap status | head -1 | grep -c 'registered with the activation' || true
        sed -i 's/^id = .*/id = "00000000-7e57-4b0c-8a11-0123456789ab"/' /etc/agent-bootstrap/agent-bootstrap.toml
        agent-bootstrap bootstrap >&2
        agent-bootstrap status | head -1 | grep -o 'online.*registered with.*'
        grep -c RegisterManagedInstance /run/agent-bootstrap-sandbox/requests.jsonl
        """
    )
    first, words, calls = ended.output.splitlines()
    assert (first, calls) == ("0", "1"), ended.errors
    assert words.endswith(
        "(registered with the activation 5a0db0c5-7e57-4b0c-8a11-0123456789ab; the settings name 00000000-7e57-4b0c-8a11-0123456789ab)"
    )


def test_a_worker_that_dies_is_seen_and_mended_though_the_unit_is_active(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap >&2
        pkill -KILL -f '/ssm-agent-[w]orker'
        systemctl is-active amazon-ssm-agent
        agent-bootstrap status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["node"]["state"])'
        agent-bootstrap bootstrap --timeout 40s >&2
        agent-bootstrap status | head -1 | grep -o online,
        """
    )
    assert ended.output.splitlines() == ["active", "worker-dead", "online,"], ended.errors


IMPATIENT = "import agent_bootstrap.steps.ssm_agent.service as s; s.RESTED_SECONDS = 0.1; entry()"
"""An agent that is as young as those of the sandbox counts as one that rests."""


def test_an_agent_that_rests_with_expired_credentials_is_woken_once_the_line_is_good(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2
        sed -i "s/^entry()/{IMPATIENT}/" /usr/local/bin/agent-bootstrap
        sed -i 's/"CredentialsExpiresAt":"[^"]*"/"CredentialsExpiresAt":"2026-01-01T00:00:00Z"/' \\
            /var/lib/amazon/ssm/runtimeconfig/identity_config.json
        sleep 2
        agent-bootstrap bootstrap --json
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert ended.finding("ssm_agent.service")["status"] == "changed"
