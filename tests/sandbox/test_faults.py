"""Each fault ends with its own code, owner, remedy and exit code."""

from __future__ import annotations

import json
import shlex

import pytest

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.sandbox.faults import FAULTS
from tests.sandbox.conftest import Ended, Sandbox

SHORT = ("agent-bootstrap", "bootstrap", "--json", "--timeout", "4s")
"""One or two walks are enough for a verdict."""

LONG = ("agent-bootstrap", "bootstrap", "--json", "--timeout", "20s")
"""What a run must get over takes as many walks as it takes."""


SETTLED_BY_A_LOOK = """
cp -a /etc/agent-bootstrap /tmp/before
for name in $NAMES; do
    bash -euc "$(cat /tmp/scripts/$name)
exec agent-bootstrap bootstrap --json" 2>/dev/null | tr '\\n' ' ' || true
    echo
    rm -r /etc/agent-bootstrap; cp -a /tmp/before /etc/agent-bootstrap
done
"""
"""Settings that cannot be used end a run before anything is done, so one sandbox serves for all of them."""


def test_every_mistake_in_the_settings_is_named_alone(shell: Sandbox) -> None:
    scripts = {name: fault.script for name, fault in FAULTS.items() if fault.exit_code == ExitCode.SETTINGS}
    write = "mkdir /tmp/scripts\n" + "\n".join(
        f"printf %s {shlex.quote(script)} > /tmp/scripts/{name}" for name, script in scripts.items()
    )
    ended = shell(f"{write}\nNAMES='{' '.join(scripts)}'\n{SETTLED_BY_A_LOOK}")
    told = [json.loads(line) for line in ended.output.splitlines()]
    found = {
        name: ({entry["problem"]["code"] for entry in report["findings"]}, report["exit_code"])
        for name, report in zip(scripts, told)
    }
    assert found == {name: ({FAULTS[name].code}, 78) for name in scripts}


@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name].exit_code != ExitCode.SETTINGS])
def test_a_fault_is_named_with_its_owner_and_nothing_else_is_blamed(sandbox: Sandbox, name: str) -> None:
    fault = FAULTS[name]
    command = (
        (SHORT if fault.code else LONG) if fault.verb == "bootstrap" else ("agent-bootstrap", fault.verb, "--json")
    )
    ended: Ended = sandbox("--fault", name, "--", *command)
    due = {(fault.code, fault.owner.value)} if fault.owner else set()
    assert {(problem["code"], problem["owner"]) for problem in ended.problems()} == due, ended.output + ended.errors
    assert (ended.exit_code, ended.report["exit_code"]) == (fault.exit_code, fault.exit_code)
    assert all(problem["remedy"] for problem in ended.problems())


def test_a_fault_has_an_owner_or_the_run_gets_over_it() -> None:
    for fault in FAULTS.values():
        assert (fault.code is None) == (fault.owner is None)
        assert fault.code or fault.exit_code is ExitCode.CONVERGED


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
