"""Promise: AWS gets what the CloudWatch agent collects."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Optional

from agent_bootstrap.aws import cloudwatch_agent, cloudwatch_delivery, endpoints, profiles
from agent_bootstrap.aws.cloudwatch_delivery import Position, Probe
from agent_bootstrap.diagnosis import agent_words, cloudwatch_agent_words, network_words
from agent_bootstrap.host import Host
from agent_bootstrap.host.applied_configuration import applied
from agent_bootstrap.host.aws_api import Account
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import metrics_and_logs as problems
from agent_bootstrap.model.report import LINE_COMPLAINT
from agent_bootstrap.model.settings import Settings

RECENT = datetime.timedelta(minutes=5)
"""How long a complaint of a running agent counts at least: it repeats what still fails each minute (its longest pause and its default
flush interval), and does not tell of what works again. As long may a log wait for something else before it counts as stuck."""

_REPEATED = 2
"""Rounds of measuring and sending within which a complaint of metrics is repeated for certain; those may be rare."""

_LOOKED_BACK = datetime.timedelta(minutes=15)
"""How far back CloudWatch is asked at least: twice the time in which the agent's defaults measure, send and are sent again."""

MOVING_SECONDS = 12.0
"""How long a log that seems stuck is watched: new lines leave after 5 s (the default force_flush_interval), and are answered."""

_ROUNDS = 3
"""After so many rounds of measuring and sending a value has arrived for certain."""


@component
class Delivery:
    """What the running agent says, how far it got, and what CloudWatch has."""

    settings: Settings
    reads_back: bool = True
    """Whether CloudWatch is asked for what has arrived."""
    needs: tuple[str, ...] = ("cloudwatch_agent.service",)
    name: str = "cloudwatch_agent.delivery"
    promise: str = "AWS gets what the CloudWatch agent collects"

    def check(self, host: Host) -> Finding:
        """Listen to the agent, look at its notes, and ask CloudWatch where that is allowed."""
        unit = host.units.show(cloudwatch_agent.UNIT)
        if not unit.running:
            # Only plan comes here: it takes the agent for started.
            return Finding.ok("the CloudWatch agent has not sent anything yet", delivered="not yet")
        configuration = applied(host)
        rounds = datetime.timedelta(seconds=_REPEATED * cloudwatch_delivery.slowest_round(configuration))
        problem = _complaint(host, max(RECENT, rounds)) or _stuck(host)
        if problem:
            return _finding(problem, max(RECENT, rounds))
        said = agent_words.spoken(cloudwatch_agent_words.TONGUE, host.files.tail(cloudwatch_agent.LOG))
        facts: dict[str, object] = {
            "complained_since_start": [topic for topic, complaint in said.items() if complaint],
            "logs": {position.file: position.offset for _, position in _positions(host)},
        }
        calm = _calm(next(filter(None, said.values()), None), max(RECENT, rounds))
        probe = cloudwatch_delivery.probe(configuration, str(host.facts.summary()["name"]))
        age = host.clock.monotonic() - unit.started_at
        if not self.reads_back or probe is None or age < probe.round:
            return Finding.ok(calm, delivered="unknown", **facts)
        return self._read_back(host, probe, age, calm, facts)

    def _read_back(self, host: Host, probe: Probe, age: float, calm: str, facts: dict[str, object]) -> Finding:
        """What CloudWatch has of this server. That it may not be asked is no problem: the agent's policy has no right to read.

        `age`: seconds since the agent's start; `calm`: what is said where CloudWatch says nothing.
        """
        back = max(_LOOKED_BACK, datetime.timedelta(seconds=_REPEATED * probe.round))
        seen = host.aws_api.last_metric(probe, back, self._account(host), self._hostname)
        if seen.refusal:
            reason = f"{calm}; CloudWatch may not be asked"
            return Finding.ok(reason, delivered="unknown", refusal=seen.refusal, **facts)
        if seen.moment is not None:
            return Finding.ok(f"CloudWatch has {probe.metric} of {seen.moment:%H:%M} UTC", delivered="yes", **facts)
        if age < _ROUNDS * probe.round:
            return Finding.ok(f"{calm}; its first metrics may be on their way", delivered="not yet", **facts)
        return Finding.of(_nothing(probe, age))

    def _account(self, host: Host) -> Account:
        text = host.files.read(cloudwatch_agent.CREDENTIALS) or ""
        return Account(self.settings.region, profiles.read(text, cloudwatch_agent.PROFILE))

    @property
    def _hostname(self) -> str:
        return endpoints.endpoint("monitoring", self.settings).hostnames[0]


def _complaint(host: Host, counts: datetime.timedelta) -> Optional[Problem]:
    """What the running agent says of what it sends, and has said for no longer than this."""
    recent = agent_words.since(host.files.tail(cloudwatch_agent.LOG), host.clock.now() - counts)
    return agent_words.complaint(cloudwatch_agent_words.TONGUE, recent)


def _finding(problem: Problem, counts: datetime.timedelta) -> Finding:
    """A complaint of the line may be about an outage that is over: whoever has seen its end must know how long it counts."""
    facts = {LINE_COMPLAINT: counts.total_seconds()} if network_words.about_the_line(problem) else {}
    return dataclasses.replace(Finding.of(problem), facts={**problem.facts, **facts})


def _calm(earlier: Optional[Problem], quiet: datetime.timedelta) -> str:
    """That there is no complaint now, which is not to say that there was none since the start."""
    if earlier is None:
        return "the CloudWatch agent does not complain"
    minutes = int(quiet.total_seconds() // 60)
    return f"the CloudWatch agent has not complained for {minutes} minutes; before, since its start, it did: {earlier.brief}"


def _stuck(host: Host) -> Optional[Problem]:
    """The log that AWS has not taken any more of, though it was written to since and the agent was given time."""
    for state, position in _positions(host):
        age = host.clock.now().timestamp() - host.files.modified(state)
        waits = position.offset < host.files.size(position.file)
        written_since = host.files.modified(position.file) > host.files.modified(state)
        if waits and written_since and age >= RECENT.total_seconds() and not _moves(host, state, position):
            words = f"AWS has {position.offset} of its {host.files.size(position.file)} bytes"
            return problems.LOGS_STUCK.found(words, path=position.file, minutes=int(age // 60))
    return None


def _moves(host: Host, state: str, before: Position) -> bool:
    return host.clock.wait_until(lambda: _position(host, state) != before, seconds=MOVING_SECONDS)


def _positions(host: Host) -> list[tuple[str, Position]]:
    paths = [f"{cloudwatch_agent.STATE}/{name}" for name in host.files.names(cloudwatch_agent.STATE)]
    found = [(path, _position(host, path)) for path in paths if host.files.is_file(path)]
    return [(path, position) for path, position in found if position is not None]


def _position(host: Host, path: str) -> Optional[Position]:
    return cloudwatch_delivery.position(host.files.read(path) or "")


def _nothing(probe: Probe, age: float) -> Problem:
    words = f"the agent has run for {age / 60:.0f} minutes, and sends every {probe.round:.0f} s"
    names = {"metric": probe.metric, "host": probe.dimensions["host"], "namespace": probe.namespace}
    return problems.METRICS_NOT_ARRIVING.found(words, **names)
