"""The way to the endpoints, layer by layer: what the report tells of a fault beside its code."""

from __future__ import annotations

import datetime

import pytest

from agent_bootstrap.sandbox.world import ADDRESSES
from tests.sandbox.conftest import Sandbox

CHECK = ("agent-bootstrap", "check", "--json")


@pytest.mark.parametrize(
    ("fault", "step", "words"),
    [
        ("path-mtu-black-hole", "network.reaches/ssm", "a TCP MSS of 1360 works"),
        ("tls-intercepted", "network.reaches/ssm", "was issued by TLS inspection (corp.example), not by Amazon"),
        ("tls-root-missing", "network.reaches/ssm", "Amazon RSA 2048 M02"),
        ("tls-wrong-name", "network.reaches/ssm", "for another name: ssmmessages.eu-west-1.amazonaws.com"),
        ("captive-portal", "network.reaches/ssm", "Location: http://portal.corp.example/login"),
        ("clock-skew", "network.clock", " s behind AWS's"),
        ("websocket-blocked", "network.opens_websockets", "title: Access denied by policy"),
    ],
)
def test_a_problem_of_the_way_is_told_with_what_its_owner_needs_to_know(
    sandbox: Sandbox, fault: str, step: str, words: str
) -> None:
    ended = sandbox("--fault", fault, "--", *CHECK)
    assert words in ended.finding(step)["problem"]["brief"], ended.errors


def test_a_healthy_way_is_told_with_its_facts(sandbox: Sandbox) -> None:
    ended = sandbox("--", *CHECK)
    assert ended.exit_code == 0, ended.output
    facts = ended.finding("network.reaches/ssm")["facts"]
    assert facts["issuer"] == "signing (agent-bootstrap sandbox)"
    assert facts["tls"].startswith("TLSv1.")
    assert facts["addresses"] == [ADDRESSES["ssm"]]
    assert abs(ended.finding("network.clock")["facts"]["offset_seconds"]) <= 2


def test_all_that_can_stall_at_once_is_told_in_time(shell: Sandbox) -> None:
    ended = shell(
        """
        python3 - <<'END'
import json
path = "/run/agent-bootstrap-sandbox/world.json"
world = json.load(open(path))
world["tcp"] = {"ssm": "black-hole", "kms": "small-mtu"}
world["tls"] = {"logs": "silent"}
json.dump(world, open(path, "w"))
END
        sleep 0.3
        agent-bootstrap check --json || true
        """
    )
    codes = {
        service: ended.finding(f"network.reaches/{service}")["problem"]["code"] for service in ("ssm", "kms", "logs")
    }
    assert codes == {"ssm": "tcp-black-hole", "kms": "path-mtu-black-hole", "logs": "tls-silent"}
    started, finished = (
        datetime.datetime.fromisoformat(ended.report[key].replace("Z", "+00:00"))
        for key in ("started_at", "finished_at")
    )
    assert (finished - started).total_seconds() < 6
