"""The reference page of capabilities: what each needs, from the same data by which `agent-bootstrap capabilities` judges."""

from __future__ import annotations

from typing import Iterator

from agent_bootstrap.aws.capabilities import CAPABILITIES, Capability
from agent_bootstrap.aws.versions import text
from agent_bootstrap.diagnosis.capabilities import Readiness

_MEANINGS = {
    Readiness.READY: "all that this server can see of it is well",
    Readiness.DEGRADED: "it works, but for the part that is named",
    Readiness.BLOCKED: "it cannot work; the codes are the root causes, each with owner and remedy below the table",
    Readiness.UNKNOWN: "all that can be seen from here is well, and AWS's side must have what is named, too",
    Readiness.NOT_APPLICABLE: "shown as `N/A`: nothing that this server could have or lack",
}


def lines() -> Iterator[str]:
    """The page below its title."""
    yield "`agent-bootstrap capabilities` looks at the network as `check` does and judges each of these. It needs neither root nor"
    yield "credentials. Exit code 3 says that one of them is blocked, 0 that none is. `--json` prints one object, schema 1, with"
    yield "`registered`, `node_id`, a list of `capabilities` (`name`, `readiness`, `why`, `codes`) and the `problems` behind the codes."
    yield ""
    yield "| readiness | meaning |"
    yield "|---|---|"
    for readiness, meaning in _MEANINGS.items():
        yield f"| {readiness.value} | {meaning} |"
    yield ""
    yield "The IAM role of the activation must allow what a capability does; no look from here tells whether it does. Agents before"
    yield "3.3.40.0 need ec2messages wherever ssmmessages stands, but for sessions. An agent's own bucket is needed until the agent is"
    yield "installed, and for its updates. Without static keys the CloudWatch agent needs ssm, too, from where its credentials come."
    yield ""
    yield "| capability | endpoints | buckets | missing without | since SSM Agent | beyond what is looked at |"
    yield "|---|---|---|---|---|---|"
    for capability in CAPABILITIES:
        yield _row(capability)


def _row(capability: Capability) -> str:
    cells = (
        capability.name,
        capability.elsewhere or ", ".join(capability.services),
        ", ".join(
            f"`{_bucket_name(bucket.pattern, suffixed=bucket.suffixes is not None)}`" for bucket in capability.buckets
        ),
        "; ".join(f"{part.service}: {part.lost}" for part in capability.parts),
        text(capability.minimum_agent),
        "; ".join(filter(None, (capability.unseen, capability.note))),
    )
    return f"| {' | '.join(cells)} |"


def _bucket_name(pattern: str, *, suffixed: bool) -> str:
    return pattern.format(region="REGION") + ("[-SUFFIX]" if suffixed else "")
