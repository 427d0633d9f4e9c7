"""Promise: the SSM Agent runs as the node that was registered, AWS gives it credentials, and it does not complain."""

from __future__ import annotations

import dataclasses
from typing import Optional

from agent_bootstrap.aws import packages, ssm_agent
from agent_bootstrap.diagnosis import agent_words, ssm_agent_words, unit_words
from agent_bootstrap.host import Host
from agent_bootstrap.host.units import Unit
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import unit as problems

ONLINE_SECONDS = 20.0
"""How long the agent may take from its start to its first credentials; the real one takes 1 to 3 s on a healthy line."""

SPEAKS_SECONDS = 2.0
"""How long after its start the agent is not quoted: its log may still end with the life before. It announces itself within 1 s."""

_LOG_LINES = 6


@dataclasses.dataclass(frozen=True)
class Service:
    """amazon-ssm-agent.service."""

    needs: tuple[str, ...] = (
        "ssm_agent.registration",
        "ssm_agent.configuration",
        "network.reaches/ssmmessages",
        "network.opens_websockets",
        "network.proxies/ssm_agent",
        "network.forward_proxy",
    )
    name: str = "ssm_agent.service"
    promise: str = "the SSM Agent is online"

    def check(self, host: Host) -> Finding:
        """Look behind systemd's `active`, which this agent's unit shows for a node that is offline, too."""
        unit = host.units.show(ssm_agent.UNIT)
        if not unit.installed:
            if host.packages.version(packages.SSM_AGENT) is None:
                return Finding.drifted(f"{unit.name} is to be started")
            return Finding.of(problems.MISSING.found(f"systemd says {unit.state}", unit=ssm_agent.UNIT))
        stale = _stale(host, unit)
        if stale:
            return Finding.drifted(stale, state=unit.state)
        missing = _missing(host, unit)
        if missing and host.clock.monotonic() - unit.started_at < ONLINE_SECONDS:
            return Finding.drifted(f"{unit.name} is coming online", state=unit.state)
        complaint = _not_online(host, unit, missing) if missing else _complaint(host)
        if complaint:
            return Finding.of(complaint)
        return Finding.ok(f"{ssm_agent.UNIT} runs, credentials until {_expiry(host)}", state=unit.state, pid=unit.pid)

    def apply(self, host: Host) -> None:
        """Start it anew, unless that has just been done, and give it time to come online."""
        host.units.enable(ssm_agent.UNIT)
        if _stale(host, host.units.show(ssm_agent.UNIT)):
            host.units.restart(ssm_agent.UNIT)
        host.clock.wait_until(lambda: _decided(host), seconds=ONLINE_SECONDS)
        unit = host.units.show(ssm_agent.UNIT)
        missing = _missing(host, unit)
        if missing:
            raise ProblemFoundError(_not_online(host, unit, missing))


def _stale(host: Host, unit: Unit) -> Optional[str]:
    """What a restart would mend."""
    if not unit.running:
        return f"{unit.name} is {unit.state} and is to be started"
    if not unit.enabled:
        return f"{unit.name} is to be enabled, so that it starts with the system"
    for path in (ssm_agent.CONFIGURATION, ssm_agent.REGISTRATION_KEY):
        if host.files.modified(path) > host.clock.wall(unit.started_at):
            return f"{unit.name} runs since before {path} was written"
    return None


def _decided(host: Host) -> bool:
    """Whether waiting is over: the agent is online and has its channel, or it ended, or only a person can help it."""
    unit = host.units.show(ssm_agent.UNIT)
    if not unit.running:
        return True
    if _missing(host, unit) is None and ssm_agent_words.CHANNEL in agent_words.spoken(*_words(host)):
        return True
    complaint = _complaint(host)
    grown = host.clock.monotonic() - unit.started_at >= SPEAKS_SECONDS
    return grown and complaint is not None and not complaint.may_pass


def _missing(host: Host, unit: Unit) -> Optional[str]:
    """What an online agent has and this one has not."""
    if not unit.running:
        return f"is {unit.state}"
    if not any(process.runs(ssm_agent.WORKER) for process in host.processes.children(unit.pid)):
        return f"has no {ssm_agent.WORKER}"
    expiry = _expiry(host)
    if expiry is None or expiry <= host.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"):
        return "has no valid credentials from AWS"
    return None


def _expiry(host: Host) -> Optional[str]:
    return ssm_agent.credentials_expire_at(host.files.read(ssm_agent.IDENTITY))


def _not_online(host: Host, unit: Unit, missing: str) -> Problem:
    """What systemd or the agent itself says; only where neither explains it, that the agent is not online."""
    ended = None if unit.running else unit_words.ending(unit.name, unit.result, unit.exit_status)
    last = "\n".join(agent_words.quoted(line) for line in host.files.tail(ssm_agent.LOG)[-_LOG_LINES:])
    return ended or _complaint(host) or problems.SSM_AGENT_NOT_ONLINE.found(last, what=missing)


def _complaint(host: Host) -> Optional[Problem]:
    """What the agent says of itself since its last start. What `-register` said in the same log is another promise's."""
    said = agent_words.spoken(*_words(host))
    return next((found for topic, found in said.items() if found and topic != ssm_agent_words.REGISTRATION), None)


def _words(host: Host) -> tuple[agent_words.Tongue, tuple[str, ...]]:
    return ssm_agent_words.TONGUE, host.files.tail(ssm_agent.LOG)
