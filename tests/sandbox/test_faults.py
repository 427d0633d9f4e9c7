"""Each fault ends with its own code, owner, remedy and exit code."""

from __future__ import annotations

import json

import pytest

from agent_bootstrap.sandbox.faults import FAULTS
from tests.sandbox.conftest import Ended, Sandbox

SHORT = ("agent-bootstrap", "bootstrap", "--json", "--timeout", "4s")
"""One or two walks are enough for a verdict."""


DUE = {
    "dns-nxdomain": ("dns-nxdomain", "dns", 4),
    "dns-public-address": ("dns-public-address", "dns", 4),
    "dns-silent": ("dns-silent", "dns", 1),
    "tcp-refused": ("tcp-refused", "firewall", 1),
    "tcp-black-hole": ("tcp-black-hole", "firewall", 1),
    "tls-unknown-ca": ("tls-unknown-ca", "firewall", 4),
    "s3-access-denied": ("s3-access-denied", "aws-account", 4),
    "signature-bad": ("signature-bad", "aws-account", 4),
    "package-truncated": ("package-truncated", "firewall", 1),
    "activation-expired": ("activation-expired", "aws-account", 4),
    "activation-invalid": ("activation-invalid", "aws-account", 4),
}


def test_every_fault_has_its_verdict() -> None:
    verdicts = {
        name: (fault.code, fault.owner.value, int(fault.exit_code)) for name, fault in FAULTS.items() if fault.owner
    }
    assert verdicts == DUE
    assert [name for name, fault in FAULTS.items() if not fault.owner] == ["s3-unavailable-twice"]


@pytest.mark.parametrize("name", DUE)
def test_a_fault_is_named_with_its_owner_and_nothing_else_is_blamed(sandbox: Sandbox, name: str) -> None:
    code, owner, exit_code = DUE[name]
    ended: Ended = sandbox("--fault", name, "--", *SHORT)
    assert [(problem["code"], problem["owner"]) for problem in ended.problems()] == [(code, owner)], ended.errors
    assert (ended.exit_code, ended.report["exit_code"]) == (exit_code, exit_code)
    assert ended.problems()[0]["remedy"]
    assert ended.problems()[0]["details"]


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
    assert sandbox("--list-faults").output.count(" -> ") == len(FAULTS)
