"""Which state a managed node is in, from what its own server can see: systemd's `active` alone proves nothing."""

from __future__ import annotations

import dataclasses
import enum
from typing import Mapping, Optional

from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import agents
from agent_bootstrap.model.value_object import value_object


class Name(enum.Enum):
    """The states, by the words that the report uses."""

    NOT_REGISTERED = "not-registered"
    INTERRUPTED = "registration-interrupted"
    LOST = "identity-lost"
    UNCERTAIN = "registration-uncertain"
    CLONED = "cloned"
    ELSEWHERE = "registered-elsewhere"
    STOPPED = "stopped"
    ORPHANED = "orphaned"
    FINGERPRINT_MISMATCH = "fingerprint-mismatch"
    HIBERNATING = "hibernating"
    CREDENTIALS_EXPIRED = "credentials-expired"
    WITHOUT_CREDENTIALS = "without-credentials"
    WORKER_DEAD = "worker-dead"
    OFFLINE = "offline"
    ONLINE = "online"
    UNSEEN = "unseen"
    """Only root sees the Vault."""


@value_object
class Evidence:
    """What was seen. Moments are RFC 3339 in UTC, and so sort as text."""

    now: str
    interrupted: bool = False
    uncertain_since: Optional[str] = None
    identity: Optional[Identity] = None
    lost: Optional[Identity] = None
    """The identity that the agent has no more, and that can be brought back."""
    wanted_region: Optional[str] = None
    differences: tuple[str, ...] = ()
    """What shows that this is not the machine that was registered."""
    unit: str = "inactive/dead"
    running: bool = False
    credentials_until: Optional[str] = None
    worker: bool = False
    connected: bool = False
    """Whether the worker has a connection to AWS now."""
    said: Mapping[str, Optional[Problem]] = dataclasses.field(default_factory=dict)
    """Topic -> the agent's last complaint since its start, or None for a success."""
    since: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Topic -> when the complaint began, as the agent's log tells the time."""


@value_object
class NodeState:
    """A state, why it is that, and since when."""

    name: Name
    words: str
    """What follows on "This server is mi-…: "."""
    since: Optional[str] = None
    code: Optional[str] = None
    """The problem that explains it, for `explain`."""


def node_state(seen: Evidence) -> NodeState:
    """The first of the states that the evidence is enough for; what comes first explains what comes after it."""
    return _without_identity(seen) or _not_here(seen) or _complaining(seen) or _incomplete(seen) or _online(seen)


def _without_identity(seen: Evidence) -> Optional[NodeState]:
    if seen.interrupted:
        return NodeState(Name.INTERRUPTED, "a registration was interrupted, and the next bootstrap settles it")
    if seen.identity:
        return None
    if seen.lost:
        words = f"the SSM Agent has lost {seen.lost.node_id}, and the next bootstrap brings it back from a copy"
        return NodeState(Name.LOST, words)
    if seen.uncertain_since:
        words = f"a registration at {seen.uncertain_since} was sent and not answered"
        return NodeState(Name.UNCERTAIN, words, seen.uncertain_since, "registration-uncertain")
    return NodeState(Name.NOT_REGISTERED, "not registered")


def _not_here(seen: Evidence) -> Optional[NodeState]:
    if seen.differences:
        words = f"this is not the machine that was registered ({seen.differences[0]})"
        return NodeState(Name.CLONED, words, code="node-cloned")
    if seen.identity and seen.wanted_region and seen.identity.region != seen.wanted_region:
        words = f"registered, but the settings want {seen.wanted_region}"
        return NodeState(Name.ELSEWHERE, words, code="registered-elsewhere")
    if not seen.running:
        return NodeState(Name.STOPPED, f"registered, but the SSM Agent's service is {seen.unit}")
    return None


_STATES = {
    agents.NODE_UNKNOWN.code: (Name.ORPHANED, "registered, but AWS no longer knows this node"),
    agents.HARDWARE_CHANGED.code: (
        Name.FINGERPRINT_MISMATCH,
        "registered, but the agent says that the hardware changed",
    ),
}


def _complaining(seen: Evidence) -> Optional[NodeState]:
    """What the agent says of itself explains what is missing; it may also be the only sign."""
    topic, problem = next(((topic, found) for topic, found in seen.said.items() if found), ("", None))
    if problem is None:
        return None
    since = seen.since.get(topic)
    when = f" since {since}" if since else ""
    known = _STATES.get(problem.code)
    if known:
        return NodeState(known[0], known[1] + when, since, problem.code)
    if topic == "health":
        return NodeState(Name.HIBERNATING, f"registered, but hibernating{when}: {problem.brief}", since, problem.code)
    expired = seen.credentials_until is not None and seen.credentials_until <= seen.now
    name = Name.CREDENTIALS_EXPIRED if expired else Name.OFFLINE
    return NodeState(name, f"registered, but it complains{when}: {problem.brief}", since, problem.code)


def _incomplete(seen: Evidence) -> Optional[NodeState]:
    until = seen.credentials_until
    if until is None:
        return NodeState(Name.WITHOUT_CREDENTIALS, "registered, but AWS has given it no credentials yet")
    if until <= seen.now:
        words, code = f"registered, but its credentials expired at {until}", agents.CREDENTIALS_EXPIRED.code
        return NodeState(Name.CREDENTIALS_EXPIRED, words, until, code)
    if not seen.worker:
        words = "registered, but its worker is dead though systemd calls the service active"
        return NodeState(Name.WORKER_DEAD, words, code=agents.WORKER_DEAD.code)
    return None


def _online(seen: Evidence) -> NodeState:
    if not seen.connected:
        return NodeState(Name.OFFLINE, "registered, but its worker has no connection to AWS")
    return NodeState(Name.ONLINE, f"online, credentials until {seen.credentials_until}")
