"""An identity is never lost, no registration is burnt, and a clone's agent is stopped until a person decides."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_registration import MEETING, PREAMBLE

TOKENS = f"""
tokens() {{ python3 -c 'import json; print(json.load(open("{MEETING}/ssm-state.json"))["nodes"]["'$1'"]["tokens"])'; }}
renewed() {{ # The agent gets new credentials with the identity that it has now, and AWS accepts them.
    before=$(tokens $(node)); rm -r /var/lib/amazon/ssm/runtimeconfig; systemctl restart amazon-ssm-agent
    for _ in $(seq 100); do [ $(tokens $(node)) -gt $before ] && echo renewed && return; sleep 0.1; done
}}
clone() {{ echo 0badc0de-7e57-4b0c-8a11-000000000001 > /sys/class/dmi/id/product_uuid; }}
impatient() {{ # A registration may take so many seconds: the agent's own minute is too long for a test.
    patch="import agent_bootstrap.steps.ssm_agent.registration as r; r.REGISTER_SECONDS = $1"
    sed -i "s/^entry()/$patch; entry()/" /usr/local/bin/agent-bootstrap
}}
"""

FAILURES = {
    "an expired activation": """change 's/"valid"/"expired"/'""",
    "a bad activation": """change 's/"valid"/"invalid"/'""",
    "an exhausted activation": "true",
    "a refusal": """change 's/"refusals": {}/"refusals": {"RegisterManagedInstance": "InternalServerError"}/'""",
    "a name that does not resolve": """change 's/"dns": {}/"dns": {"ssm": "nxdomain"}/'""",
    "a certificate of somebody else": """change 's/"tls": {}/"tls": {"ssm": "intercepted"}/'""",
}


@pytest.mark.parametrize("failure", FAILURES)
def test_after_a_failed_re_registration_the_old_identity_is_there_and_works(shell: Sandbox, failure: str) -> None:
    ended = shell(
        PREAMBLE
        + TOKENS
        + f"""
        agent-bootstrap bootstrap >&2
        identity > /tmp/before; cp {MEETING}/world.json /tmp/healthy
        {FAILURES[failure]}
        set +e
        agent-bootstrap bootstrap --re-register --timeout 1s >&2; echo "exit $?" >&2
        set -e
        identity | diff /tmp/before - && echo same
        cp /tmp/healthy {MEETING}/world.json; sleep 0.5
        renewed
        ls -A /var/lib/agent-bootstrap
        """
    )
    lines = ended.output.splitlines()
    assert lines[:2] == ["same", "renewed"], ended.errors
    assert "identity-backup" not in lines


def test_a_registration_without_an_answer_is_not_tried_again_until_a_person_says_so(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + TOKENS
        + """
        change 's/"activation_limit": 1/"activation_limit": 5/; s/"unanswered": \\[\\]/"unanswered": ["RegisterManagedInstance"]/'
        impatient 9
        code() { grep -o '"code": "[a-z-]*"' | sort -u; }
        agent-bootstrap bootstrap --json --timeout 9s | code || true
        calls
        change 's/"unanswered": \\["RegisterManagedInstance"\\]/"unanswered": []/'
        agent-bootstrap bootstrap --json --timeout 9s | code || true
        calls; agent-bootstrap status 2>/dev/null | head -1 | grep -o 'sent and not answered'
        agent-bootstrap bootstrap --re-register >&2
        calls
        ls /var/lib/agent-bootstrap | grep uncertain || echo settled
        """
    )
    said = '"code": "registration-uncertain"'
    assert ended.output.splitlines() == [said, "1", said, "1", "sent and not answered", "2", "settled"], ended.errors


def test_an_answer_that_arrived_in_the_vault_is_taken_though_the_agent_never_ended(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + TOKENS
        + """
        agent-bootstrap bootstrap >&2 & run=$!
        until [ -e /usr/bin/amazon-ssm-agent ]; do sleep 0.05; done
        mv /usr/bin/amazon-ssm-agent /usr/bin/agent-itself
        printf '#!/bin/sh\\n/usr/bin/agent-itself "$@"; case "$*" in -register*) kill -KILL $$;; esac\\n' > /usr/bin/amazon-ssm-agent
        chmod +x /usr/bin/amazon-ssm-agent
        wait $run || true
        calls; node
        """
    )
    assert ended.output.startswith("1\nmi-"), ended.errors


def test_a_run_that_is_killed_together_with_its_agent_before_the_answer_leaves_doubt(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + """
        change 's/"activation_limit": 1/"activation_limit": 5/; s/"unanswered": \\[\\]/"unanswered": ["RegisterManagedInstance"]/'
        agent-bootstrap bootstrap >&2 & run=$!
        for _ in $(seq 400); do [ "$(calls)" = 1 ] && break; sleep 0.05; done
        kill -KILL $run; pkill -KILL -f 'amazon-ssm-agent [-]register'; wait $run || true
        change 's/"unanswered": \\["RegisterManagedInstance"\\]/"unanswered": []/'
        agent-bootstrap bootstrap --json --timeout 2s | grep -o registration-uncertain | head -1
        calls
        ls -A /var/lib/agent-bootstrap | grep -E 'uncertain|backup'
        """
    )
    assert ended.output.splitlines() == ["registration-uncertain", "1", "registration-uncertain.json"], ended.errors


LOSSES = {
    "somebody registers by hand, with a bad code": "amazon-ssm-agent -register -y -region eu-west-1"
    " -id 5a0db0c5-7e57-4b0c-8a11-0123456789ab -code WrongActivationCode12",
    "somebody clears the registration": "amazon-ssm-agent -register -clear",
    "all state of the agent is removed": "rm -r /var/lib/amazon",
    "a power cut leaves half a file": ": > /var/lib/amazon/ssm/Vault/Store/RegistrationKey",
}


def test_an_identity_that_somebody_else_lost_is_brought_back_and_works(shell: Sandbox) -> None:
    """One server for all of them: each must leave it as it was, and AWS as good as unasked."""
    losses = "".join(
        f"""
        echo '{what}'
        systemctl reset-failed amazon-ssm-agent # Nobody restarts it so often.
        {{ {loss} || true; systemctl restart amazon-ssm-agent; }} >&2; calls > /tmp/calls
        agent-bootstrap status --json | grep -o '"state": "identity-lost"'
        agent-bootstrap identity show | grep -o 'A copy of mi-.* is kept' >&2
        agent-bootstrap plan | grep -o 'is to be brought back from its copy'
        # The agent, too, is a change, unless systemd has started it once more in the meantime.
        agent-bootstrap bootstrap --json > /tmp/report; grep -o -m 1 '"changed"' /tmp/report
        identity | diff /tmp/before -; calls | diff /tmp/calls -; renewed
        """
        for what, loss in LOSSES.items()
    )
    ended = shell(
        PREAMBLE
        + TOKENS
        + f"""
        agent-bootstrap bootstrap >&2; identity > /tmp/before
        {losses}
        agent-bootstrap bootstrap --json | grep -c '"changed"' || true
        """
    )
    due = ['"state": "identity-lost"', "is to be brought back from its copy", '"changed"', "renewed"]
    assert ended.output.splitlines() == [line for what in LOSSES for line in (what, *due)] + ["0"], (
        ended.output + ended.errors
    )


def test_a_machine_made_from_an_image_with_an_empty_vault_becomes_a_node_of_its_own(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + TOKENS
        + """
        change 's/"activation_limit": 1/"activation_limit": 2/'
        agent-bootstrap bootstrap >&2; first=$(node)
        systemctl stop amazon-ssm-agent; rm -r /var/lib/amazon/ssm/Vault; clone
        agent-bootstrap bootstrap >&2; second=$(node)
        [ $first != $second ] && grep -c $second /var/lib/agent-bootstrap/identity-copy/Vault/Store/RegistrationKey
        grep -r $first /var/lib/agent-bootstrap/identity-copy || echo gone
        """
    )
    assert ended.output.splitlines() == ["1", "gone"], ended.errors


def test_a_stale_registration_file_is_repaired_from_the_vault(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap >&2; cp /var/lib/amazon/ssm/registration /tmp/good
        pid=$(systemctl show amazon-ssm-agent -p MainPID)
        echo '{"ManagedInstanceID":"mi-0aaaaaaaaaaaaaaaa","Region":"eu-west-1"}' > /var/lib/amazon/ssm/registration
        agent-bootstrap bootstrap --json > /tmp/report
        cmp /tmp/good /var/lib/amazon/ssm/registration
        [ "$pid" = "$(systemctl show amazon-ssm-agent -p MainPID)" ]
        cat /tmp/report
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert ended.finding("ssm_agent.identity")["status"] == "changed"


def test_a_clone_is_quarantined_and_freed_as_a_node_of_its_own(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + TOKENS
        + """
        change 's/"activation_limit": 1/"activation_limit": 5/'
        agent-bootstrap bootstrap >&2; first=$(node)
        clone
        agent-bootstrap bootstrap --json | grep -o node-cloned | head -1
        systemctl is-active amazon-ssm-agent || true
        systemctl is-enabled amazon-ssm-agent || true
        agent-bootstrap status | head -1 | grep -o 'not the machine that was registered'
        agent-bootstrap identity show >&2 || echo "exit $?"
        echo no | agent-bootstrap identity reset >&2 || echo "exit $?"
        agent-bootstrap identity reset --yes >&2
        agent-bootstrap bootstrap >&2
        [ "$first" != "$(node)" ] && echo new
        renewed
        stat -c %a /var/lib/agent-bootstrap/given-up /var/lib/agent-bootstrap/given-up/*
        """
    )
    assert ended.output.splitlines() == [
        "node-cloned", "inactive", "disabled", "not the machine that was registered", "exit 3", "exit 3", "new", "renewed",
        "700", "700",
    ], ended.errors  # fmt: skip


def test_a_server_with_new_hardware_is_kept_as_it_was(shell: Sandbox) -> None:
    ended = shell(
        PREAMBLE
        + TOKENS
        + """
        agent-bootstrap bootstrap >&2; identity > /tmp/before
        clone; agent-bootstrap bootstrap >&2 || true
        agent-bootstrap identity keep >&2
        agent-bootstrap bootstrap >&2
        identity | diff /tmp/before - && renewed
        """
    )
    assert ended.output.splitlines() == ["renewed"], ended.errors


def test_more_memory_another_name_and_another_network_card_quarantine_nobody(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap >&2
        hostname other; echo 02:00:00:00:00:01 > /sys/class/net/eth0/address
        agent-bootstrap bootstrap >&2
        agent-bootstrap bootstrap --json
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert {entry["status"] for entry in ended.report["findings"]} == {"ok"}


def test_a_node_that_somebody_else_registered_gets_a_record_once_it_is_online(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap >&2
        rm /var/lib/agent-bootstrap/registration.json
        agent-bootstrap bootstrap >&2
        cat /var/lib/agent-bootstrap/registration.json
        """
    )
    record = json.loads(ended.output)
    assert (record["activation_id"], record["machine"]["hostname"]) == (None, "sandbox"), ended.errors
