"""Each fault ends with its own code, owner, remedy and exit code."""

from __future__ import annotations

import json

import pytest

from agent_bootstrap.sandbox.faults import FAULTS
from tests.sandbox.conftest import Ended, Sandbox

SHORT = ("agent-bootstrap", "bootstrap", "--json", "--timeout", "4s")
"""One or two walks are enough for a verdict."""


@pytest.mark.parametrize("name", FAULTS)
def test_the_verdict_that_is_due(sandbox: Sandbox, name: str) -> None:
    due = FAULTS[name]
    timeout = SHORT if due.exit_code else SHORT[:3]
    ended: Ended = sandbox("--fault", name, "--", *timeout)
    assert ended.exit_code == due.exit_code, ended.errors
    assert ended.report["exit_code"] == due.exit_code
    found = [(problem["code"], problem["owner"]) for problem in ended.problems()]
    assert found == ([(due.code, due.owner.value)] if due.code and due.owner else [])
    assert all(problem["remedy"] and problem["details"] for problem in ended.problems())


def test_only_root_causes_are_shown_to_a_person(sandbox: Sandbox) -> None:
    ended = sandbox("--fault", "dns-nxdomain")
    assert ended.exit_code == 4
    assert ended.output.count("[dns-nxdomain]") == 2, "once where it was found, once in full"
    assert "blocked" not in ended.output.rpartition("Not converged")[0]
    assert "owner   DNS" in ended.output


def test_an_expired_activation_costs_one_call(sandbox: Sandbox) -> None:
    script = "agent-bootstrap bootstrap --timeout 10s >&2 || true; cat /run/agent-bootstrap-sandbox/requests.jsonl"
    ended = sandbox("--fault", "activation-expired", "--", "bash", "-c", script)
    calls = [json.loads(line)["operation"] for line in ended.output.splitlines()]
    assert calls.count("RegisterManagedInstance") == 1


def test_what_passes_by_itself_is_tried_again_and_the_wait_is_explained(sandbox: Sandbox) -> None:
    ended = sandbox("--fault", "s3-unavailable-twice")
    assert ended.exit_code == 0, ended.output + ended.errors
    assert "waiting" in ended.output
    assert "S3 is too busy" in ended.output


def test_the_list_of_faults_is_for_people_and_machines(sandbox: Sandbox) -> None:
    assert [row["name"] for row in json.loads(sandbox("--list-faults", "--json").output)] == list(FAULTS)
    assert sandbox("--list-faults").output.count("\n") == len(FAULTS)
