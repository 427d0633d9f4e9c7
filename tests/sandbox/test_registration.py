"""An identity is never lost: expired activations, kills, and wishes for a new one."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.conftest import Sandbox

MEETING = "/run/agent-bootstrap-sandbox"

PREAMBLE = f"""
mkdir -p /etc/agent-bootstrap/conf.d
printf '[cloudwatch_agent]\nenabled = false\n' > /etc/agent-bootstrap/conf.d/20-one-agent.toml
change() {{ sed -i "$1" {MEETING}/world.json; sleep 0.3; }}
identity() {{ (cd /var/lib/amazon/ssm && find Vault registration -type f | sort | xargs sha256sum); }}
calls() {{ grep -c RegisterManagedInstance {MEETING}/requests.jsonl || true; }}
node() {{ grep -o 'mi-[0-9a-f]*' /var/lib/amazon/ssm/Vault/Store/RegistrationKey; }}
"""
"""The identity is the SSM Agent's: without the other agent a run takes half as long."""


def test_a_failed_re_registration_brings_the_old_identity_back_and_its_agent_runs(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + """
        agent-bootstrap bootstrap >&2
        identity > /tmp/before
        change 's/"valid"/"expired"/'
        set +e
        agent-bootstrap bootstrap --re-register --timeout 5s >&2; echo "exit $?"
        set -e
        identity | diff /tmp/before - && echo same
        agent-bootstrap bootstrap --json | tail -1 >&2; echo "exit $?"
        systemctl is-active amazon-ssm-agent
        """
    )
    assert ended.output.splitlines() == ["exit 4", "same", "exit 0", "active"], ended.errors


def test_re_register_gives_one_new_identity(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + """
        change 's/"activation_limit": 1/"activation_limit": 5/'
        agent-bootstrap bootstrap >&2; first=$(node)
        agent-bootstrap bootstrap --re-register >&2; second=$(node)
        agent-bootstrap bootstrap >&2; third=$(node)
        [ "$first" != "$second" ] && [ "$second" = "$third" ]
        calls
        """
    )
    assert (ended.exit_code, ended.output) == (0, "2\n"), ended.errors


@pytest.mark.parametrize("delay", ["0.05", "0.2", "0.35", "0.6"])
def test_killed_while_it_registers_anew_the_next_run_has_one_whole_identity(shell: Sandbox, delay: str) -> None:
    ended = shell(
        PREAMBLE
        + f"""
        change 's/"activation_limit": 1/"activation_limit": 5/'
        agent-bootstrap bootstrap >&2; first=$(node)
        agent-bootstrap bootstrap --re-register >&2 &
        until [ -e /var/lib/agent-bootstrap/identity-backup/intent.json ] || ! kill -0 $!; do sleep 0.01; done
        sleep {delay}; kill -KILL $! || true; wait $! || true
        agent-bootstrap bootstrap --json
        test ! -e /var/lib/agent-bootstrap/identity-backup
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert ended.report["converged"]
    assert ended.finding("ssm_agent.registration")["facts"]["node_id"].startswith("mi-")


@pytest.mark.parametrize("first", [0.5, 0.9])
def test_killed_again_and_again_it_converges_and_uses_one_registration(shell: Sandbox, first: float) -> None:
    delays = " ".join(f"{first + 0.8 * number:.1f}" for number in range(5))
    ended = shell(
        PREAMBLE
        + f"""
        for delay in {delays}; do
            agent-bootstrap bootstrap >&2 & sleep $delay; kill -KILL $! || true; wait $! || true
        done
        agent-bootstrap bootstrap --json
        calls >&2; [ $(calls) = 1 ]
        test ! -e /var/lib/agent-bootstrap/identity-backup
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert ended.report["converged"]


def test_a_second_run_at_the_same_time_is_told_who_holds_the_lock(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap >&2 & first=$!
        until [ -s /run/agent-bootstrap/lock ]; do sleep 0.02; done
        set +e; agent-bootstrap bootstrap > /tmp/busy 2>&1; echo "exit $?"; set -e
        grep -q "process $first" /tmp/busy && echo named
        wait $first
        """
    )
    assert (ended.exit_code, ended.output) == (0, "exit 75\nnamed\n"), ended.errors


def test_what_activation_was_used_is_recorded_without_its_code(shell: Sandbox) -> None:
    ended = shell("agent-bootstrap bootstrap >&2; cat /var/lib/agent-bootstrap/registration.json")
    record = json.loads(ended.output)
    assert set(record) == {"node_id", "region", "activation_id", "registered_at", "machine"}
    assert "SandboxActivationCode1" not in ended.output
    assert record["activation_id"] == "5a0db0c5-7e57-4b0c-8a11-0123456789ab"
