"""When an agent is to read the trust store anew."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.diagnosis import ssm_agent_words
from agent_bootstrap.host import Host, local, trust_at_start, trust_store
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.units import Unit

STORE = "/etc/corp.pem"
STARTS = "2026-11-28 10:00:00 INFO [amazon-ssm-agent] amazon-ssm-agent - v3.3.4851.0"
REFUSES = (
    "2026-11-28 10:00:09 ERROR [ssm-agent-worker] Entering SSM Agent hibernate - RequestError: send request failed caused by:"
    ' Post "https://ssm.eu-west-1.amazonaws.com/": x509: certificate signed by unknown authority'
)


@pytest.fixture
def host(tmp_path: Path) -> Host:
    host = dataclasses.replace(local(certificates=STORE), files=Files(tmp_path))
    host.files.write(STORE, "certificates", mode=0o644)
    return host


def agent(started: float) -> Unit:
    """One that was started so many seconds ago."""
    return Unit("agent", True, "active/running", True, 1, time.monotonic() - started, "success", 0, 0)


def outdated(host: Host, unit: Unit, *lines: str) -> object:
    host.files.write(ssm_agent.LOG, "".join(f"{line}\n" for line in lines), mode=0o600)
    return trust_at_start.outdated(host, unit, ssm_agent_words.TONGUE, ssm_agent.LOG)


def test_an_agent_that_refuses_somebody_and_started_before_the_change(host: Host) -> None:
    assert outdated(host, agent(60), STARTS, REFUSES) == STORE


def test_one_that_started_after_the_change_has_read_it(host: Host) -> None:
    assert outdated(host, agent(-60), STARTS, REFUSES) is None


def test_one_that_refuses_nobody_has_no_need_of_it(host: Host) -> None:
    assert outdated(host, agent(60), STARTS) is None


def test_what_another_life_refused_does_not_count(host: Host) -> None:
    assert outdated(host, agent(60), STARTS, REFUSES, STARTS) is None


def test_where_there_is_no_trust_store_there_is_nothing_to_read(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust_store, "BUNDLES", ())
    without = dataclasses.replace(host, connections=local().connections)
    assert outdated(without, agent(60), STARTS, REFUSES) is None
