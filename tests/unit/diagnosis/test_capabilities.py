"""From findings to what a server can be used for: one test for each rule."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from agent_bootstrap.aws.capabilities import CAPABILITIES
from agent_bootstrap.diagnosis.capabilities import Readiness, Verdict, evaluate
from agent_bootstrap.diagnosis.root_causes import Seen
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Owner, Problem
from agent_bootstrap.model.settings import CloudWatchAgent, Credentials, Endpoints, Network, Settings

BY_NAME = {capability.name: capability for capability in CAPABILITIES}
SERVICES = ("ssm", "ssmmessages", "kms", "s3", "logs", "monitoring")
SSM_BUCKET = "network.serves_objects/amazon-ssm-eu-west-1"
CLOUDWATCH_BUCKET = "network.serves_objects/amazoncloudwatch-agent-eu-west-1"

NEEDS = {
    **{f"network.resolves/{service}": () for service in SERVICES},
    **{f"network.reaches/{service}": (f"network.resolves/{service}",) for service in SERVICES},
    "network.clock": ("network.reaches/ssm",),
    "network.opens_websockets": ("network.reaches/ssmmessages",),
    "network.dns_model": ("network.resolves/ssm", "network.resolves/s3"),
    SSM_BUCKET: ("network.reaches/s3",),
    CLOUDWATCH_BUCKET: ("network.reaches/s3",),
}
"""Promise -> its needs, which stand before it."""


def stuck(code: str, owner: Owner) -> Finding:
    return Finding.of(Problem(code, f"{code} was seen", "", owner, "Mend it.", may_pass=False))


REFUSED = stuck("tcp-refused", Owner.FIREWALL)
NXDOMAIN = stuck("dns-nxdomain", Owner.DNS)
DENIED = stuck("s3-access-denied", Owner.AWS_ACCOUNT)


def seen(found: dict[str, Finding] | None = None, **change: Any) -> Seen:
    """A healthy network with these findings in it, and what waits for them blocked."""
    findings: dict[str, Finding] = {}
    for name, needs in NEEDS.items():
        missing = [need for need in needs if not findings[need].status.kept]
        findings[name] = Finding.blocked(*missing) if missing else (found or {}).get(name, Finding.ok("is well"))
    healthy = Seen(Settings(region="eu-west-1"), findings, NEEDS, ssm_agent="3.3.4851.0-1", cloudwatch_agent="1.3-1")
    return dataclasses.replace(healthy, **change)


def judge(name: str, what: Seen) -> Verdict:
    return evaluate(BY_NAME[name], what)


def test_on_a_healthy_network_nothing_is_blocked_or_degraded() -> None:
    assert {evaluate(capability, seen()).readiness for capability in CAPABILITIES} == {
        Readiness.READY,
        Readiness.UNKNOWN,
        Readiness.NOT_APPLICABLE,
    }


@pytest.mark.parametrize(
    "name", ["Managed node", "Run Command", "Inventory", "Parameter Store", "CloudWatch agent: logs"]
)
def test_what_needs_nothing_that_is_unseen_is_ready(name: str) -> None:
    assert judge(name, seen()).readiness is Readiness.READY


def test_a_refused_message_channel_blocks_sessions_and_commands_but_not_inventory() -> None:
    what = seen({"network.reaches/ssmmessages": REFUSED})
    for name in ("Managed node", "Session Manager", "Run Command", "Patch Manager", "Automation"):
        assert (judge(name, what).readiness, judge(name, what).codes) == (Readiness.BLOCKED, ("tcp-refused",))
    for name in ("Inventory", "Compliance", "State Manager", "Parameter Store", "CloudWatch agent: metrics"):
        assert judge(name, what).readiness is Readiness.READY


def test_what_waits_is_traced_to_the_root_cause_alone() -> None:
    verdict = judge("Inventory", seen({"network.resolves/ssm": NXDOMAIN}))
    assert verdict.readiness is Readiness.BLOCKED
    assert verdict.codes == ("dns-nxdomain",)
    assert verdict.why == "ssm: dns-nxdomain"


def test_a_check_of_the_whole_server_that_only_waits_blames_nobody_else() -> None:
    # The clock is compared with ssm's answers, so it waits; with keys of its own, that is no reason for metrics not to flow.
    keys = CloudWatchAgent(credentials=Credentials(access_key_id="AKIAIOSFODNN7EXAMPLE"))
    what = seen({"network.resolves/ssm": NXDOMAIN}, settings=Settings(region="eu-west-1", cloudwatch_agent=keys))
    assert judge("CloudWatch agent: metrics", what).readiness is Readiness.READY


def test_without_static_keys_the_cloudwatch_agent_needs_ssm_for_its_credentials() -> None:
    assert judge("CloudWatch agent: metrics", seen({"network.resolves/ssm": NXDOMAIN})).codes == ("dns-nxdomain",)


@pytest.mark.parametrize(
    ("agent", "blocked", "ready"),
    [
        ("ssm_agent", "Inventory", "CloudWatch agent: logs"),
        ("cloudwatch_agent", "CloudWatch agent: logs", "Inventory"),
    ],
)
def test_a_proxy_in_one_agents_way_blocks_that_agent_alone(agent: str, blocked: str, ready: str) -> None:
    proxied = stuck("proxy-for-private-endpoints", Owner.SERVER)
    what = seen()
    what = dataclasses.replace(what, findings={**what.findings, f"network.proxies/{agent}": proxied})
    assert judge(blocked, what).codes == ("proxy-for-private-endpoints",)
    assert judge(ready, what).readiness is Readiness.READY


def test_a_wrong_clock_blocks_everything() -> None:
    what = seen({"network.clock": REFUSED})
    blocked = {
        capability.name for capability in CAPABILITIES if evaluate(capability, what).readiness is Readiness.BLOCKED
    }
    assert blocked == {capability.name for capability in CAPABILITIES if capability.services}


def test_a_web_socket_that_does_not_open_counts_for_ssmmessages_alone() -> None:
    what = seen({"network.opens_websockets": REFUSED})
    assert judge("Session Manager", what).readiness is Readiness.BLOCKED
    assert judge("Inventory", what).readiness is Readiness.READY


@pytest.mark.parametrize(
    ("name", "service", "words"),
    [
        ("Session Manager", "kms", "encryption with a KMS key"),
        ("Session Manager", "logs", "session logs in CloudWatch Logs"),
        ("Run Command", "s3", "command output in S3"),
        ("State Manager", "s3", "documents of AWS"),
    ],
)
def test_a_part_that_is_missing_degrades(name: str, service: str, words: str) -> None:
    verdict = judge(name, seen({f"network.reaches/{service}": REFUSED}))
    assert (verdict.readiness, verdict.codes) == (Readiness.DEGRADED, ("tcp-refused",))
    assert words in verdict.why


def test_a_service_that_the_settings_leave_out_has_no_endpoint() -> None:
    left_out = Settings(region="eu-west-1", network=Network(services=("ssm", "s3", "logs")))
    verdict = judge("Session Manager", seen(settings=left_out))
    assert (verdict.readiness, verdict.codes) == (Readiness.BLOCKED, ())
    assert "ssmmessages: network.services says that it has no endpoint" in verdict.why
    without_kms = Settings(region="eu-west-1", network=Network(services=("ssm", "ssmmessages", "s3", "logs")))
    assert judge("Session Manager", seen(settings=without_kms)).readiness is Readiness.DEGRADED


def test_an_agents_own_bucket_blocks_until_it_is_installed_and_degrades_afterwards() -> None:
    denied = {SSM_BUCKET: DENIED, CLOUDWATCH_BUCKET: DENIED}
    fresh = seen(denied, ssm_agent=None, cloudwatch_agent=None)
    for name in ("Managed node", "Inventory", "CloudWatch agent: metrics"):
        assert (judge(name, fresh).readiness, judge(name, fresh).codes) == (Readiness.BLOCKED, ("s3-access-denied",))
    installed = seen(denied)
    assert judge("Managed node", installed).why == "without updates of the agent: s3-access-denied"
    assert judge("Managed node", installed).readiness is Readiness.DEGRADED
    assert judge("Inventory", installed).readiness is Readiness.READY


def test_buckets_without_a_sample_and_the_tier_are_unknown_by_their_names() -> None:
    patching = judge("Patch Manager", seen())
    assert patching.readiness is Readiness.UNKNOWN
    for bucket in ("aws-ssm-eu-west-1", "aws-patch-manager-eu-west-1-5522fb710", "patch-baseline-snapshot-eu-west-1"):
        assert bucket in patching.why
    assert "advanced-instances tier" in judge("Session Manager", seen()).why


def test_a_check_that_came_to_no_end_leaves_it_unknown() -> None:
    verdict = judge("Inventory", seen({"network.resolves/ssm": Finding.unknown("was not seen before the deadline")}))
    assert verdict.readiness is Readiness.UNKNOWN


def test_an_old_agent_needs_ec2messages_for_commands_and_not_for_sessions() -> None:
    listed = Settings(region="eu-west-1", network=Network(services=("ssm", "ssmmessages", "kms", "s3", "logs")))
    old = seen(settings=listed, ssm_agent="3.2.2303.0-1")
    assert "ec2messages" in judge("Run Command", old).why
    assert judge("Run Command", old).readiness is Readiness.BLOCKED
    assert judge("Session Manager", old).readiness is Readiness.UNKNOWN


def test_an_agent_that_is_too_old_is_said_with_both_versions() -> None:
    verdict = judge("Session Manager", seen(ssm_agent="2.3.50.0-1"))
    assert verdict.readiness is Readiness.BLOCKED
    assert "2.3.68.0" in verdict.why
    assert "2.3.50.0-1" in verdict.why


def test_an_agent_that_cannot_be_told_the_endpoint_of_logs_goes_without_session_logs() -> None:
    named = Settings(region="eu-west-1", endpoints=Endpoints(logs="vpce-1.logs.eu-west-1.vpce.amazonaws.com"))
    verdict = judge("Session Manager", seen(settings=named, ssm_agent="3.3.2957.0-1"))
    assert verdict.readiness is Readiness.DEGRADED
    assert "3.3.2958" in verdict.why
    assert judge("Session Manager", seen(settings=named)).readiness is Readiness.UNKNOWN


def test_without_the_cloudwatch_agent_its_capabilities_do_not_apply() -> None:
    without = Settings(region="eu-west-1", cloudwatch_agent=CloudWatchAgent(enabled=False))
    verdict = judge("CloudWatch agent: logs", seen({"network.reaches/logs": REFUSED}, settings=without))
    assert verdict.readiness is Readiness.NOT_APPLICABLE


def test_what_blocks_counts_more_than_what_degrades() -> None:
    what = seen({"network.reaches/ssmmessages": REFUSED, "network.resolves/kms": NXDOMAIN})
    assert judge("Session Manager", what).codes == ("tcp-refused",)
