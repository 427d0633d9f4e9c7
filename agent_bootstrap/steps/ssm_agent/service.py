"""Promise: the SSM Agent runs as the node that was registered, AWS gives it credentials, and it does not complain."""

from __future__ import annotations

import dataclasses
from typing import Optional

from agent_bootstrap.aws import agent_environment, packages, ssm_agent
from agent_bootstrap.diagnosis import agent_words, ssm_agent_words, unit_words
from agent_bootstrap.host import Host, trust_at_start
from agent_bootstrap.host.units import Unit
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import agents
from agent_bootstrap.model.problems import unit as problems

ONLINE_SECONDS = 20.0
"""How long the agent may take from its start to its first credentials; the real one takes 1 to 3 s on a healthy line."""

SPEAKS_SECONDS = 2.0
"""How long after its start the agent is not quoted: its log may still end with the life before. It announces itself within 1 s."""

RESTED_SECONDS = 300.0
"""How old an agent must be to be started anew for what may pass: it reports its health once in 5 minutes, and what is wrong for
longer makes it pause for up to an hour, also when the line is good again."""

_LOG_LINES = 6


@component
class Service:
    """amazon-ssm-agent.service."""

    needs: tuple[str, ...] = (
        "ssm_agent.registration",
        "ssm_agent.configuration",
        "ssm_agent.environment",
        "network.reaches/ssmmessages",
        "network.opens_websockets",
        "network.proxies/ssm_agent",
        "network.forward_proxy",
    )
    needs_to_keep: tuple[str, ...] = ()
    name: str = "ssm_agent.service"
    promise: str = "the SSM Agent is online"

    def check(self, host: Host) -> Finding:
        """Look behind systemd's `active`, which this agent's unit shows for a node that is offline, too."""
        unit = host.units.show(host.packages.ssm_agent_unit())
        if not unit.installed:
            if host.packages.version(packages.SSM_AGENT) is None:
                return Finding.drifted(f"{unit.name} is to be started")
            return Finding.of(problems.MISSING.found(f"systemd says {unit.state}", unit=unit.name))
        stale = _stale(host, unit)
        if stale:
            return Finding.drifted(stale, state=unit.state)
        age = host.clock.monotonic() - unit.started_at
        if age < ONLINE_SECONDS and not _decided(host):
            return Finding.drifted(f"{unit.name} is coming online", state=unit.state)
        missing = _missing(host, unit)
        complaint = _not_online(host, unit, missing) if missing else _complaint(host)
        if complaint and complaint.may_pass and age >= RESTED_SECONDS:
            return Finding.drifted(
                f"{complaint.brief}; it is to be started anew, since the line is good", state=unit.state
            )
        if complaint:
            return Finding.of(complaint)
        return Finding.ok(f"{unit.name} runs, credentials until {_expiry(host)}", state=unit.state, pid=unit.pid)

    def apply(self, host: Host) -> None:
        """Start it anew, unless that has just been done, and give it time to come online."""
        host.units.enable(host.packages.ssm_agent_unit())
        unit = host.units.show(host.packages.ssm_agent_unit())
        if _stale(host, unit) or host.clock.monotonic() - unit.started_at >= RESTED_SECONDS:
            host.units.restart(host.packages.ssm_agent_unit())
        host.clock.wait_until(lambda: _decided(host), seconds=ONLINE_SECONDS)
        unit = host.units.show(host.packages.ssm_agent_unit())
        missing = _missing(host, unit)
        if missing:
            raise ProblemFoundError(_not_online(host, unit, missing))


def _stale(host: Host, unit: Unit) -> Optional[str]:
    """What a restart would mend."""
    if not unit.running:
        return f"{unit.name} is {unit.state} and is to be started"
    if not unit.enabled:
        return f"{unit.name} is to be enabled, so that it starts with the system"
    drop_ins = agent_environment.drop_ins(unit.name)
    for path in (ssm_agent.CONFIGURATION, ssm_agent.REGISTRATION_KEY, drop_ins):
        if host.files.modified(path) > host.clock.wall(unit.started_at):
            return f"{unit.name} runs since before {path} was changed"
    store = trust_at_start.outdated(host, unit, ssm_agent_words.TONGUE, ssm_agent.LOG)
    return f"{unit.name} runs since before {store} was changed" if store else None


def _decided(host: Host) -> bool:
    """Whether waiting is over: the agent is online and has its channel, or it ended, or only a person can help it."""
    unit = host.units.show(host.packages.ssm_agent_unit())
    if not unit.running:
        return True
    missing = _missing(host, unit)
    if missing is None and ssm_agent_words.CHANNEL in agent_words.spoken(*_words(host)):
        return True
    complaint = _complaint(host)
    hopeless = complaint is not None and not complaint.may_pass
    return host.clock.monotonic() - unit.started_at >= SPEAKS_SECONDS and (
        hopeless or (missing is not None and _was_ready(host))
    )


def _missing(host: Host, unit: Unit) -> Optional[Problem]:
    """What an online agent has and this one has not; the worker comes last, since it waits for credentials."""
    if not unit.running:
        return problems.SSM_AGENT_NOT_ONLINE.found(what=f"is {unit.state}")
    expiry = _expiry(host)
    if expiry is None:
        return problems.SSM_AGENT_NOT_ONLINE.found(what="has no credentials from AWS")
    if expiry <= host.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"):
        return agents.CREDENTIALS_EXPIRED.found(expiry=expiry)
    if not any(process.runs(ssm_agent.WORKER) for process in host.processes.children(unit.pid)):
        return agents.WORKER_DEAD.found()
    return None


def _expiry(host: Host) -> Optional[str]:
    return ssm_agent.credentials_expire_at(host.files.read(ssm_agent.IDENTITY))


def _was_ready(host: Host) -> bool:
    """Whether the agent has had credentials since its start, so that they are not still to come."""
    said = agent_words.spoken(*_words(host))
    return "credentials" in said and said["credentials"] is None


def _not_online(host: Host, unit: Unit, missing: Problem) -> Problem:
    """What systemd or the agent itself says; only where neither explains it, what is missing."""
    ended = None if unit.running else unit_words.ending(unit.name, unit.result, unit.exit_status)
    last = "\n".join(agent_words.quoted(line) for line in host.files.tail(ssm_agent.LOG)[-_LOG_LINES:])
    return ended or _complaint(host) or dataclasses.replace(missing, details=last)


def _complaint(host: Host) -> Optional[Problem]:
    """What the agent says of itself since its last start. What `-register` said in the same log is another promise's."""
    said = agent_words.spoken(*_words(host))
    return next((found for topic, found in said.items() if found and topic != ssm_agent_words.REGISTRATION), None)


def _words(host: Host) -> tuple[agent_words.Tongue, tuple[str, ...]]:
    return ssm_agent_words.TONGUE, host.files.tail(ssm_agent.LOG)
