"""Promise: the CloudWatch agent runs on premises, stays up, and runs with its present configuration."""

from __future__ import annotations

import dataclasses
from typing import Optional

from agent_bootstrap.aws import cloudwatch_agent, packages
from agent_bootstrap.host import Host
from agent_bootstrap.host.units import Unit
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import unit as problems

START_SECONDS = 30.0
"""How long the start may take: it translates the configuration and looks for EC2's and Azure's metadata first."""

SETTLED_SECONDS = 3.0
"""How long the agent's own process must have lived to count as up: bad credentials or a bad plugin end it within 1 to 2 s."""

_LOG_LINES = 8


@dataclasses.dataclass(frozen=True)
class Service:
    """amazon-cloudwatch-agent.service."""

    needs: tuple[str, ...] = (
        "cloudwatch_agent.configuration",
        "network.reaches/monitoring",
        "network.reaches/logs",
    )
    name: str = "cloudwatch_agent.service"
    promise: str = "the CloudWatch agent runs"

    def check(self, host: Host) -> Finding:
        """Look at the process behind systemd's `active`: a start that returned 0 proves nothing."""
        unit = host.units.show(cloudwatch_agent.UNIT)
        if not unit.installed:
            if host.packages.version(packages.CLOUDWATCH_AGENT) is None:
                return Finding.drifted(f"{unit.name} is to be started")
            return Finding.of(problems.MISSING.found(f"systemd says {unit.state}", unit=cloudwatch_agent.UNIT))
        stale = _stale(host, unit)
        if stale:
            return Finding.drifted(stale, state=unit.state)
        if not _settled(host, unit):
            return Finding.drifted(f"{unit.name} is coming up", state=unit.state)
        mode = cloudwatch_agent.mode(host.files.read(cloudwatch_agent.YAML), host.files.read(cloudwatch_agent.TOML))
        if mode not in cloudwatch_agent.ON_PREMISES:
            return Finding.of(problems.CLOUDWATCH_AGENT_MODE.found(mode=mode or "unknown"))
        return Finding.ok(f"{unit.name} runs on premises", state=unit.state, pid=unit.pid, mode=mode)

    def apply(self, host: Host) -> None:
        """Start it anew and watch it until it has lived for a while."""
        host.units.enable(cloudwatch_agent.UNIT)
        unit = host.units.show(cloudwatch_agent.UNIT)
        if _stale(host, unit):
            host.units.restart(cloudwatch_agent.UNIT)
        if not host.clock.wait_until(
            lambda: _settled(host, host.units.show(cloudwatch_agent.UNIT)), seconds=START_SECONDS
        ):
            raise problems.CLOUDWATCH_AGENT_DIES.error(_last_words(host))


def _stale(host: Host, unit: Unit) -> Optional[str]:
    """What a restart would mend."""
    if not unit.running:
        return f"{unit.name} is {unit.state} and is to be started"
    if not unit.enabled:
        return f"{unit.name} is to be enabled, so that it starts with the system"
    for path in (cloudwatch_agent.COMMON_CONFIGURATION, *_applied(host)):
        if host.files.modified(path) > host.clock.wall(unit.started_at):
            return f"{unit.name} runs since before {path} was written"
    return None


def _applied(host: Host) -> tuple[str, ...]:
    """The configurations that were taken over. The service itself writes the TOML and YAML beside them at each start."""
    return tuple(f"{cloudwatch_agent.APPLIED}/{name}" for name in host.files.names(cloudwatch_agent.APPLIED))


def _settled(host: Host, unit: Unit) -> bool:
    """Whether the main process is the agent itself, no longer its starter, and has lived long enough."""
    process = host.processes.find(unit.pid) if unit.running else None
    return (
        process is not None
        and process.runs(cloudwatch_agent.PROGRAM)
        and host.clock.monotonic() - unit.started_at >= SETTLED_SECONDS
    )


def _last_words(host: Host) -> str:
    """The reason of a failed start is in the journal, that of a later death in the agent's log."""
    journal = host.commands.look(
        "journalctl", "-u", cloudwatch_agent.UNIT, "-n", str(_LOG_LINES), "-o", "cat", "--no-pager"
    )
    log = (host.files.read(cloudwatch_agent.LOG) or "").splitlines()[-_LOG_LINES:]
    return "\n".join([journal.output.strip(), *log])
