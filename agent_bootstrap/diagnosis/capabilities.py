"""From what was seen of the network to what this server can be used for: pure rules over findings."""

from __future__ import annotations

import enum
from typing import Iterator, Mapping, Sequence, Tuple

from agent_bootstrap.aws import buckets, services, versions
from agent_bootstrap.aws.buckets import Bucket
from agent_bootstrap.aws.capabilities import Capability, Part
from agent_bootstrap.diagnosis.root_causes import Seen
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.value_object import value_object


class Readiness(enum.Enum):
    """How a capability stands, as far as this server can tell."""

    READY = "ready"
    DEGRADED = "degraded"
    """It works, but for a part of it."""
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    """All that can be seen from here is well; the rest is AWS's side."""
    NOT_APPLICABLE = "not-applicable"


@value_object
class Verdict:
    """One capability, how it stands, and why."""

    capability: Capability
    readiness: Readiness
    why: str
    codes: tuple[str, ...] = ()
    """Of the problems that block or degrade it, root causes alone."""


_PACKAGES = (buckets.SSM_AGENT, buckets.CLOUDWATCH_AGENT)


def evaluate(capability: Capability, seen: Seen) -> Verdict:
    """How one capability stands. What blocks it counts most, then what degrades it, then what cannot be seen."""
    elsewhere = capability.elsewhere
    if capability.cloudwatch_agent and not seen.settings.cloudwatch_agent.enabled:
        elsewhere = "the settings do without the CloudWatch agent"
    if elsewhere:
        return Verdict(capability, Readiness.NOT_APPLICABLE, elsewhere)
    blocked = list(_blocked(capability, seen))
    if blocked:
        return _verdict(capability, Readiness.BLOCKED, blocked)
    lost = list(_lost(capability, seen))
    if lost:
        return _verdict(capability, Readiness.DEGRADED, lost)
    unseen = list(_unseen(capability, seen))
    if unseen:
        return Verdict(capability, Readiness.UNKNOWN, f"cannot be seen from here: {'; '.join(unseen)}")
    needs = f"{', '.join(_services(capability, seen))} can be used"
    return Verdict(capability, Readiness.READY, f"{needs}; {capability.note}" if capability.note else needs)


_Reason = Tuple[str, Mapping[str, Problem]]
"""What to say, and the root causes."""


def _verdict(capability: Capability, readiness: Readiness, reasons: Sequence[_Reason]) -> Verdict:
    codes = dict.fromkeys(code for _, problems in reasons for code in problems)
    return Verdict(capability, readiness, "; ".join(dict.fromkeys(words for words, _ in reasons)), tuple(codes))


def _blocked(capability: Capability, seen: Seen) -> Iterator[_Reason]:
    if seen.ssm_agent and versions.numbers(seen.ssm_agent) < capability.minimum_agent:
        wanted = versions.text(capability.minimum_agent)
        yield f"needs SSM Agent {wanted}, and {seen.ssm_agent} is installed: agent-bootstrap bootstrap", {}
    for service in _services(capability, seen):
        problems = seen.problems(seen.promises_of(service, _agent(capability)))
        if problems:
            yield f"{service}: {', '.join(problems)}", problems
        elif seen.left_out(service):
            yield f"{service}: network.services says that it has no endpoint", {}
    for bucket in _needed_buckets(capability, seen):
        problems = seen.problems([_promise(bucket.name(seen.settings.region))])
        if problems:
            yield f"{bucket.purpose}: {', '.join(problems)}", problems


def _lost(capability: Capability, seen: Seen) -> Iterator[_Reason]:
    for part in capability.parts:
        problems = seen.problems(seen.promises_of(part.service, _agent(capability)))
        if problems:
            yield f"without {part.lost}: {', '.join(problems)}", problems
        elif seen.left_out(part.service):
            yield f"without {part.lost}: network.services says that {part.service} has no endpoint", {}
        elif _too_old_for_named_logs(part, seen):
            first = versions.text(services.WITH_LOGS_ENDPOINT)
            yield f"without {part.lost}: SSM Agents before {first} cannot be told endpoints.logs", {}
    for bucket in _spare_packages(capability, seen):
        problems = seen.problems([_promise(bucket.name(seen.settings.region))])
        if problems:
            yield f"without updates of the agent: {', '.join(problems)}", problems


def _unseen(capability: Capability, seen: Seen) -> Iterator[str]:
    names = [name for service in _services(capability, seen) for name in seen.promises_of(service, _agent(capability))]
    if seen.unsettled(names):
        yield "some checks, which came to no end in time"
    if capability.unseen:
        yield capability.unseen
    closed = [bucket.name(seen.settings.region) for bucket in capability.buckets if bucket not in _PACKAGES]
    if closed:
        yield f"whether policies let through {', '.join(closed)}"


def _services(capability: Capability, seen: Seen) -> tuple[str, ...]:
    """Its own services, and those that its agent needs for it under these settings."""
    if capability.cloudwatch_agent:
        # Without static keys, the SSM Agent brings this agent's credentials from ssm.
        keys = seen.settings.cloudwatch_agent.credentials.access_key_id
        return capability.services if keys else ("ssm", *capability.services)
    version = seen.ssm_agent or seen.settings.ssm_agent.version
    old = capability.takes_commands and services.takes_commands_from_ec2messages(version)
    return (*capability.services, "ec2messages") if old else capability.services


def _agent(capability: Capability) -> str:
    return "cloudwatch_agent" if capability.cloudwatch_agent else "ssm_agent"


def _needed_buckets(capability: Capability, seen: Seen) -> list[Bucket]:
    """The buckets without which it cannot be: those that no agent's installation has made spare."""
    wanted = [bucket for bucket in capability.buckets if bucket not in _PACKAGES]
    installed = seen.cloudwatch_agent if capability.cloudwatch_agent else seen.ssm_agent
    return wanted if installed else [*wanted, _package(capability)]


def _spare_packages(capability: Capability, seen: Seen) -> list[Bucket]:
    installed = seen.cloudwatch_agent if capability.cloudwatch_agent else seen.ssm_agent
    return [bucket for bucket in capability.buckets if installed and bucket == _package(capability)]


def _package(capability: Capability) -> Bucket:
    return buckets.CLOUDWATCH_AGENT if capability.cloudwatch_agent else buckets.SSM_AGENT


def _too_old_for_named_logs(part: Part, seen: Seen) -> bool:
    named = part.service == "logs" and seen.settings.endpoints.logs is not None
    return named and bool(seen.ssm_agent) and versions.numbers(seen.ssm_agent or "") < services.WITH_LOGS_ENDPOINT


def _promise(bucket: str) -> str:
    return f"network.serves_objects/{bucket}"
