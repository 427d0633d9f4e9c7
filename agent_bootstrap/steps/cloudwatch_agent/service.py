"""Promise: the CloudWatch agent runs on premises as the user that is wanted, stays up, and runs with its present configuration."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import cloudwatch_agent, cloudwatch_delivery, packages
from agent_bootstrap.diagnosis import agent_words, cloudwatch_agent_words, unit_words
from agent_bootstrap.host import Host, trust_at_start
from agent_bootstrap.host.applied_configuration import applied
from agent_bootstrap.host.units import Unit
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import unit as problems

START_SECONDS = 30.0
"""How long the start may take: it translates the configuration and looks for EC2's and Azure's metadata first."""

SETTLED_SECONDS = 3.0
"""How long the agent's own process must have lived to count as up: bad credentials or a bad plugin end it within 1 to 2 s."""

PROBATION_SECONDS = 70.0
"""How long an agent must live that systemd has started again by itself, to count as up: systemd waits for 60 s before each restart
(RestartSec=), so a look before and one after that see whether its count grows. A deliberate start sets that count to 0."""

LOOP_RESTARTS = 2
LOOP_SECONDS = 600.0
"""The same after so many restarts: an agent that lives for minutes between them looks healthy at every look."""

_LOG_LINES = 8


@component
class Service:
    """amazon-cloudwatch-agent.service."""

    needs: tuple[str, ...] = (
        "cloudwatch_agent.configuration",
        "network.metadata_service",
        "network.proxies/cloudwatch_agent",
        "network.forward_proxy",
        "network.reaches/monitoring",
        "network.reaches/logs",
    )
    needs_to_keep: tuple[str, ...] = ()
    name: str = "cloudwatch_agent.service"
    promise: str = "the CloudWatch agent runs"

    def check(self, host: Host) -> Finding:
        """Look at the process behind systemd's `active`: a start that returned 0 proves nothing."""
        unit = host.units.show(cloudwatch_agent.UNIT)
        if not unit.installed:
            if host.packages.version(packages.CLOUDWATCH_AGENT) is None:
                return Finding.drifted(f"{unit.name} is to be started")
            return Finding.of(problems.MISSING.found(f"systemd says {unit.state}", unit=cloudwatch_agent.UNIT))
        # First of all: with a file that it cannot read, a running agent would not come up again.
        wanted = cloudwatch_delivery.run_as_user(applied(host))
        if _loops(host, unit) and not _outdated(host, unit):
            return Finding.of(_death(host, unit))
        stale = _stale(host, unit)
        if stale:
            return Finding.drifted(stale, state=unit.state)
        if not _settled(host, unit):
            return Finding.drifted(f"{unit.name} is coming up", state=unit.state)
        mode = cloudwatch_agent.mode(host.files.read(cloudwatch_agent.YAML), host.files.read(cloudwatch_agent.TOML))
        if mode not in cloudwatch_agent.ON_PREMISES:
            return Finding.of(problems.CLOUDWATCH_AGENT_MODE.found(mode=mode or "unknown"))
        process = host.processes.find(unit.pid)
        user = process.user if process else "nobody"
        if user != wanted:
            return Finding.of(problems.CLOUDWATCH_AGENT_USER.found(unit=unit.name, user=user, wanted=wanted))
        return Finding.ok(
            f"{unit.name} runs on premises, as {user}",
            state=unit.state, pid=unit.pid, mode=mode, user=user, restarts=unit.restarts,
        )  # fmt: skip

    def apply(self, host: Host) -> None:
        """Start it anew and watch it until it has lived for a while."""
        host.units.enable(cloudwatch_agent.UNIT)
        unit = host.units.show(cloudwatch_agent.UNIT)
        if _stale(host, unit):
            host.units.restart(cloudwatch_agent.UNIT)
        host.clock.wait_until(lambda: _decided(host), seconds=START_SECONDS)
        unit = host.units.show(cloudwatch_agent.UNIT)
        if not _settled(host, unit):
            raise ProblemFoundError(_death(host, unit))


def _stale(host: Host, unit: Unit) -> Optional[str]:
    """What a restart would mend."""
    if not unit.running:
        return f"{unit.name} is {unit.state} and is to be started"
    if not unit.enabled:
        return f"{unit.name} is to be enabled, so that it starts with the system"
    newer = _outdated(host, unit)
    return f"{unit.name} runs since before {newer} was changed" if newer else None


def _outdated(host: Host, unit: Unit) -> Optional[str]:
    """The file that was changed after the start, and that the agent has to read."""
    paths = (cloudwatch_agent.COMMON_CONFIGURATION, *_applied(host))
    started = host.clock.wall(unit.started_at)
    newer = next((path for path in paths if host.files.modified(path) > started), None)
    return newer or trust_at_start.outdated(host, unit, cloudwatch_agent_words.TONGUE, cloudwatch_agent.LOG)


def _loops(host: Host, unit: Unit) -> bool:
    """Whether the agent ends again and again. One that systemd has given up is to be started, and so no longer in the loop."""
    waits_or_runs = unit.running or unit.state.startswith("activating/")
    enough = LOOP_SECONDS if unit.restarts >= LOOP_RESTARTS else PROBATION_SECONDS
    return waits_or_runs and unit.restarts > 0 and host.clock.monotonic() - unit.started_at < enough


def _applied(host: Host) -> tuple[str, ...]:
    """The configurations that were taken over. The service itself writes the TOML and YAML beside them at each start."""
    return tuple(f"{cloudwatch_agent.APPLIED}/{name}" for name in host.files.names(cloudwatch_agent.APPLIED))


def _settled(host: Host, unit: Unit) -> bool:
    """Whether the main process is the agent itself, no longer its starter, and has lived long enough."""
    process = host.processes.find(unit.pid) if unit.running else None
    return process is not None and process.runs(cloudwatch_agent.PROGRAM) and _lived(host, unit) >= SETTLED_SECONDS


def _lived(host: Host, unit: Unit) -> float:
    """For how many seconds the main process has been the agent: its starter becomes it once it has written the TOML.

    The starter alone may take longer than SETTLED_SECONDS, where nothing answers its search for metadata.
    """
    translated = host.clock.now().timestamp() - host.files.modified(cloudwatch_agent.TOML)
    started = host.clock.monotonic() - unit.started_at
    # After the wall clock was set back, the file is of the future and tells nothing.
    return min(started, translated) if translated >= 0 else started


def _decided(host: Host) -> bool:
    """Whether waiting is over: the agent is up, or it has ended, which it would only do again a minute later."""
    unit = host.units.show(cloudwatch_agent.UNIT)
    return not unit.running or _settled(host, unit)


def _death(host: Host, unit: Unit) -> Problem:
    """What systemd or the agent itself says; only where neither explains it, that the agent does not stay up.

    The reason of a failed start is in the journal, that of a later death in the agent's log.
    """
    journal = host.commands.look(
        "journalctl", "-u", cloudwatch_agent.UNIT, "-n", str(_LOG_LINES), "-o", "cat", "--no-pager"
    )
    said, log = journal.output.strip().splitlines(), host.files.tail(cloudwatch_agent.LOG)
    ended = None if unit.running else unit_words.ending(unit.name, unit.result, unit.exit_status)
    last = "\n".join(agent_words.quoted(line) for line in (*said, *log[-_LOG_LINES:]))
    return (
        ended
        or agent_words.complaint(cloudwatch_agent_words.TONGUE, [*log, *said])
        or problems.CLOUDWATCH_AGENT_DIES.found(last)
    )
