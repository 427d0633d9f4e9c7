"""A fresh server becomes a managed node; a second run changes nothing."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.conftest import Ended, Played, Sandbox

MEETING = "/run/agent-bootstrap-sandbox"

SOON_ONLINE = "ssm_agent.service"
"""Changed or ok: the agent that the registration started again may be online before anybody looks."""


@pytest.fixture(scope="module")
def twice(played: Played) -> list[str]:
    """Two runs in one world, and what they left, as texts."""
    ended: Ended = played(
        "twice",
        f"""
        agent-bootstrap plan --json > /tmp/plan.json || echo "plan $?" >&2
        agent-bootstrap bootstrap --json
        echo; echo -----
        agent-bootstrap bootstrap --json
        echo; echo -----
        cat {MEETING}/requests.jsonl
        echo -----
        cat /tmp/plan.json
        echo -----
        cat /etc/agent-bootstrap/cloudwatch-agent/*
        stat -c '%a %n' /etc/agent-bootstrap/cloudwatch-agent/credentials
        stat -c '%a %n' /var/lib/agent-bootstrap/registration.json /run/agent-bootstrap/status.json
        echo -----
        setpriv --reuid=65534 --regid=65534 --clear-groups agent-bootstrap status || \
            setpriv --reuid=65534 --regid=65534 --clear-groups /usr/bin/python3 -c 'print(open("/run/agent-bootstrap/status.json").read())'
        """,
    )
    assert ended.exit_code == 0, ended.errors
    return ended.output.split("-----\n")


def test_the_first_run_converges(twice: list[str]) -> None:
    report = json.loads(twice[0])
    assert (report["converged"], report["exit_code"]) == (True, 0)
    statuses = {entry["step"]: entry["status"] for entry in report["findings"] if entry["step"] != SOON_ONLINE}
    assert set(statuses.values()) == {"ok", "changed"}
    looks = ("server.", "network.", "ssm_agent.identity", "cloudwatch_agent.delivery")
    assert all(status == "changed" for step, status in statuses.items() if not step.startswith(looks))


def test_the_second_run_changes_nothing(twice: list[str]) -> None:
    assert {entry["status"] for entry in json.loads(twice[1])["findings"]} == {"ok"}


def test_one_registration_was_used(twice: list[str]) -> None:
    calls = [json.loads(line)["operation"] for line in twice[2].splitlines()]
    assert calls.count("RegisterManagedInstance") == 1
    assert "RequestManagedInstanceRoleToken" in calls


def test_the_plan_tells_beforehand_what_the_run_changes(twice: list[str]) -> None:
    plan, run = json.loads(twice[3]), json.loads(twice[0])
    assert plan["exit_code"] == 3
    planned = {entry["step"] for entry in plan["findings"] if entry["status"] == "drifted"}
    changed = {entry["step"] for entry in run["findings"] if entry["status"] == "changed"}
    assert planned - {SOON_ONLINE} == changed - {SOON_ONLINE}


def test_the_profile_has_rotating_keys_and_the_region(twice: list[str]) -> None:
    assert "[AmazonCloudWatchAgent]" in twice[4]
    assert "region = eu-west-1" in twice[4]
    assert "aws_session_token" in twice[4]
    assert "640 /etc/agent-bootstrap/cloudwatch-agent/credentials" in twice[4]
    assert "644 /run/agent-bootstrap/status.json" in twice[4]


def test_the_status_is_for_everybody(twice: list[str]) -> None:
    assert "converged" in twice[5].lower()


def test_metrics_arrive_in_cloudwatch(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2
        for attempt in $(seq 50); do grep -q PutMetricData {MEETING}/requests.jsonl && break; sleep 0.2; done
        grep -c '"operation": "PutMetricData", "status": 200' {MEETING}/requests.jsonl
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert int(ended.output) >= 1
