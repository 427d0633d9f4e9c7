"""The flags with which the daemon sends its errands, from the command itself."""

from __future__ import annotations

import json

from tests.sandbox.conftest import Sandbox


def test_a_look_goes_as_far_as_it_is_told_and_says_what_it_looked_at(shell: Sandbox) -> None:
    ended = shell(
        """
        set +e
        agent-bootstrap plan --depth local --evidence --json --quiet 2> /tmp/words | tr -d '\\n'; echo
        agent-bootstrap plan --depth network --json --quiet | tr -d '\\n'; echo
        agent-bootstrap plan --quiet | grep -c .
        cat /tmp/words
        """
    )
    local, network, lines = ended.output.splitlines()
    found, further = json.loads(local), json.loads(network)
    names = [finding["step"] for finding in found["findings"]]
    assert names == [finding["step"] for finding in further["findings"] if not finding["step"].startswith("network.")]
    assert len(further["findings"]) > len(names)
    assert set(found["evidence"]) == {"files", "logs", "processes"}
    assert "/etc/amazon/ssm/amazon-ssm-agent.json" in found["evidence"]["files"]
    assert "evidence" not in further
    assert int(lines) > 0


def test_a_repair_leaves_alone_what_it_is_told_to_leave(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap > /dev/null
        systemctl stop amazon-ssm-agent amazon-cloudwatch-agent
        set +e
        agent-bootstrap bootstrap --leave nonsense --leave cloudwatch_agent.service 2>&1; echo "$?"
        agent-bootstrap bootstrap --leave cloudwatch_agent.service --timeout 1s --quiet --json 2> /tmp/words | tr -d '\\n'; echo
        systemctl is-active amazon-ssm-agent amazon-cloudwatch-agent
        cat /tmp/words
        """
    )
    told, code, report, *active = ended.output.splitlines()
    assert (told, code) == ("agent-bootstrap: --leave: no step is called nonsense", "2")
    found = {finding["step"]: finding["status"] for finding in json.loads(report)["findings"]}
    assert (found["ssm_agent.service"], found["cloudwatch_agent.service"]) == ("changed", "drifted")
    assert active == ["active", "inactive"]


def test_settings_below_another_directory_are_those_that_count(shell: Sandbox) -> None:
    ended = shell(
        """
        mkdir -p /tmp/kept/etc/agent-bootstrap; cp -r /etc/agent-bootstrap/. /tmp/kept/etc/agent-bootstrap
        echo 'region = "' > /etc/agent-bootstrap/agent-bootstrap.toml
        set +e
        agent-bootstrap plan --quiet > /dev/null 2>&1; echo "$?"
        agent-bootstrap plan --quiet --settings-below /tmp/kept > /dev/null; echo "$?"
        agent-bootstrap bootstrap --quiet --settings-below /tmp/kept > /dev/null; echo "$?"
        """
    )
    assert ended.output.split() == ["78", "3", "0"], ended.errors
