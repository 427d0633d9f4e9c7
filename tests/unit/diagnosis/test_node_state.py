"""The node's state follows from the evidence, root causes first."""

from __future__ import annotations

import dataclasses

import pytest

from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.diagnosis import agent_words, ssm_agent_words
from agent_bootstrap.diagnosis.node_state import Evidence, Name, node_state
from agent_bootstrap.model.problems import agents, connection

HEALTHY = Evidence(
    now="2026-11-22T10:00:00Z",
    identity=Identity("mi-0aaaaaaaaaaaaaaaa", "eu-west-1"),
    wanted_region="eu-west-1",
    unit="active/running",
    running=True,
    credentials_until="2026-11-22T11:00:00Z",
    worker=True,
    connected=True,
    said={"credentials": None, "channel": None},
)
UNKNOWN = agents.NODE_UNKNOWN.found(node="mi-0aaaaaaaaaaaaaaaa")
CHANGED = agents.HARDWARE_CHANGED.found()
DENIED = agents.HIBERNATES.found()
REFUSED = connection.TCP_REFUSED.found(name="ssmmessages", address="10.0.0.1")
ROLE = agents.ROLE_DENIED.found()
EXPIRED = "2026-11-22T09:00:00Z"


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({}, Name.ONLINE, "online, credentials until 2026-11-22T11:00:00Z"),
        ({"interrupted": True}, Name.INTERRUPTED, "interrupted"),
        ({"identity": None}, Name.NOT_REGISTERED, "not registered"),
        ({"identity": None, "lost": HEALTHY.identity}, Name.LOST, "has lost mi-0aaaaaaaaaaaaaaaa"),
        ({"identity": None, "uncertain_since": "2026"}, Name.UNCERTAIN, "sent and not answered"),
        ({"differences": ("product UUID: was a, is b",)}, Name.CLONED, "product UUID"),
        ({"wanted_region": "us-east-1"}, Name.ELSEWHERE, "us-east-1"),
        ({"running": False, "unit": "inactive/dead"}, Name.STOPPED, "inactive/dead"),
        ({"said": {"credentials": UNKNOWN}}, Name.ORPHANED, "no longer knows"),
        ({"said": {"credentials": CHANGED}, "worker": False}, Name.FINGERPRINT_MISMATCH, "hardware changed"),
        ({"said": {"health": DENIED}, "since": {"health": "02:14"}}, Name.HIBERNATING, "hibernating since 02:14"),
        ({"said": {"credentials": ROLE}, "credentials_until": EXPIRED}, Name.CREDENTIALS_EXPIRED, "access is denied"),
        ({"said": {"channel": REFUSED}}, Name.OFFLINE, "ssmmessages"),
        ({"credentials_until": None, "worker": False}, Name.WITHOUT_CREDENTIALS, "no credentials yet"),
        ({"credentials_until": EXPIRED, "worker": False}, Name.CREDENTIALS_EXPIRED, "expired at 2026-11-22T09"),
        ({"worker": False}, Name.WORKER_DEAD, "systemd calls the service active"),
        ({"connected": False}, Name.OFFLINE, "no connection to AWS"),
    ],
)
def test_each_state_has_its_evidence(changes: dict[str, object], name: Name, words: str) -> None:
    state = node_state(dataclasses.replace(HEALTHY, **changes))  # type: ignore[arg-type]
    assert state.name is name
    assert words in state.words


LOG = """\
2026-11-22 02:10:00.0000 INFO [amazon-ssm-agent] amazon-ssm-agent - v3.3.4851.0
2026-11-22 02:14:03.1234 ERROR [ssm-agent-worker] Entering SSM Agent hibernate - AccessDeniedException: no
2026-11-22 02:24:03.1234 ERROR [ssm-agent-worker] Entering SSM Agent hibernate - AccessDeniedException: no
"""


def test_a_complaint_began_with_the_first_of_its_lines_since_the_last_success() -> None:
    lines = LOG.splitlines()
    assert agent_words.began(ssm_agent_words.TONGUE, lines) == {"health": "2026-11-22 02:14:03"}
    healed = [*lines, "2026-11-22 02:30:00.0000 INFO Successfully opened websocket connection to: 10.0.0.1:443"]
    assert agent_words.began(ssm_agent_words.TONGUE, healed) == {}
