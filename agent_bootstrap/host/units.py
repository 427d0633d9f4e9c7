"""Units: what systemd says of a service, and telling systemd what to do with it."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.aws import cloudwatch_agent, ssm_agent
from agent_bootstrap.diagnosis import unit_words
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.commands import Commands
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problems import server
from agent_bootstrap.model.value_object import value_object

JOB_SECONDS = 100.0
"""How long systemd may take to start or stop a service: its own default is 90 s (DefaultTimeoutStartSec=)."""

_PROPERTIES = (
    "LoadState,ActiveState,SubState,UnitFileState,MainPID,ExecMainStartTimestampMonotonic,Result,ExecMainStatus,"
    "NRestarts,NeedDaemonReload"
)
"""All that anybody here wants to know of a service: one look asks for it once."""


@value_object
class Unit:
    """A service as systemd sees it."""

    name: str
    installed: bool
    state: str
    """`active/running`, `activating/auto-restart`, `inactive/dead` …"""
    enabled: bool
    pid: int
    started_at: float
    """Seconds on the monotonic clock when the main process was started last; 0 if it never was."""
    result: str
    """`success`, `exit-code`, `signal`, `oom-kill` …: how the service ended last, as systemd judges it."""
    exit_status: int
    """Exit status of the main process that ended last, or the number of the signal that ended it."""
    restarts: int
    """How often systemd has started it again by itself since somebody started it."""

    @property
    def running(self) -> bool:
        """Whether it has a main process now. That proves nothing of the program's health."""
        return self.state.startswith("active/") and self.pid > 0


@component
class Units:
    """systemd, through systemctl."""

    commands: Commands
    facts: Facts
    clock: Clock

    def show(self, name: str) -> Unit:
        """The service's state. A service that does not exist is `not installed`."""
        if not self.facts.runs_systemd():
            raise server.SYSTEMD_ABSENT.error("there is no /run/systemd/system")
        said = self._properties(name)
        return Unit(
            name=name,
            installed=said.get("LoadState") == "loaded",
            state=f"{said.get('ActiveState', 'unknown')}/{said.get('SubState', 'unknown')}",
            enabled=said.get("UnitFileState") in ("enabled", "enabled-runtime", "static", "alias"),
            pid=int(said.get("MainPID") or 0),
            started_at=int(said.get("ExecMainStartTimestampMonotonic") or 0) / 1e6,
            result=said.get("Result", ""),
            exit_status=int(said.get("ExecMainStatus") or 0),
            restarts=int(said.get("NRestarts") or 0),
        )

    def needs_reload(self, name: str) -> bool:
        """Whether the service's files have changed since systemd read them; no if there is no such service, or no systemd."""
        return self.facts.runs_systemd() and self._properties(name).get("NeedDaemonReload") == "yes"

    @touches
    def reload(self) -> None:
        """Let systemd read all units' files anew; nothing is restarted."""
        outcome = self.commands.run("systemctl", "daemon-reload", seconds=JOB_SECONDS)
        if outcome.exit_code != 0:
            raise server.SYSTEMD_ABSENT.error(outcome.words)

    @touches
    def enable(self, name: str) -> None:
        """Let the service start with the system."""
        self._tell("enable", name)

    @touches
    def disable(self, name: str) -> None:
        """Keep the service from starting with the system."""
        self._tell("disable", name)

    @touches
    def restart(self, name: str) -> None:
        """Start the service anew, also when it does not run."""
        # A start would cancel a stop under the hands of whoever asked for it, and fail their command.
        self.clock.wait_until(lambda: not self.show(name).state.startswith("deactivating/"), seconds=JOB_SECONDS)
        self._tell("restart", name)

    @touches
    def stop(self, name: str) -> None:
        """Stop the service and wait until it has stopped."""
        self._tell("stop", name)

    def _properties(self, name: str) -> Mapping[str, str]:
        # Whoever asks for one agent's service soon asks for the other's.
        asked = sorted({name, ssm_agent.UNIT, cloudwatch_agent.UNIT})
        outcome = self.commands.look("systemctl", "show", *asked, f"--property={_PROPERTIES}")
        if outcome.exit_code != 0:
            raise server.SYSTEMD_ABSENT.error(outcome.words)
        # One block for each, in the order of the question.
        block = outcome.output.split("\n\n")[asked.index(name)]
        return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)

    def _tell(self, verb: str, name: str) -> None:
        outcome = self.commands.run("systemctl", verb, name, seconds=JOB_SECONDS)
        if outcome.exit_code != 0:
            raise unit_words.refusal(outcome.words).error(outcome.words, verb=verb, unit=name)
