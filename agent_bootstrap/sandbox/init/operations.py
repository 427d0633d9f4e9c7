"""What `systemctl` can ask of one unit: each operation answers at once, or when the service has settled."""

from __future__ import annotations

import signal
from typing import Callable

from agent_bootstrap.sandbox.init import enablement, processes
from agent_bootstrap.sandbox.init.manager import Manager
from agent_bootstrap.sandbox.init.properties import ROOT_MOUNT, file_properties, needs_reload, service_properties
from agent_bootstrap.sandbox.init.protocol import Answer, Request
from agent_bootstrap.sandbox.init.service import Service
from agent_bootstrap.sandbox.init.states import State
from agent_bootstrap.sandbox.init.units import load_unit

Done = Callable[[Answer], None]

_FAILURE = 1
_NOT_INSTALLED = 5
"""EXIT_NOTINSTALLED of the Linux Standard Base: systemctl's answer for a unit that it does not know."""

_REASONS = {
    "exit-code": " because the control process exited with error code",
    "timeout": " because a timeout was exceeded",
    "signal": " because a fatal signal was delivered to the control process",
    "core-dump": " because a fatal signal was delivered causing the control process to dump core",
    "protocol": " because the service did not take the steps required by its unit configuration",
    "resources": " because of unavailable resources or another system error",
}
_NOT_STARTABLE = {
    "masked": "is masked.",
    "bad-setting": "has a bad unit file setting.\nSee system logs and 'systemctl status {name}' for details.",
}


class Operations:
    """The verbs that change something, and the two that look (`show`, `cat`)."""

    def __init__(self, manager: Manager) -> None:
        self._manager = manager
        self._root = manager.surroundings.root

    def change(self, verb: str, name: str, request: Request, done: Done) -> None:
        """`start`, `stop`, `restart`, `try-restart` or `reload-or-restart`; `done` comes when the service has settled."""
        service = self._manager.service(name)
        refusal = _refusal(verb, service)
        if refusal:
            done(refusal)
            return
        stale = _warning(name) if needs_reload(service.unit, self._root) else []
        if verb == "stop":
            service.stop()
        elif verb == "start":
            service.start()
        elif verb != "try-restart" or service.state not in {State.DEAD, State.FAILED}:
            service.restart()
        if request.get("no_block"):
            done({"said": stale})
        else:
            service.when_settled(lambda: done(_outcome(verb, service, stale)))

    def kill(self, name: str, request: Request) -> Answer:
        """Send a signal to the processes of a service."""
        family = self._manager.service(name).family
        targets = family.members() if request.get("whom", "all") == "all" else family.heads()
        if not targets:
            return {"complaint": f"Failed to kill unit {name}: No such process", "exit_code": _FAILURE}
        processes.send(signal.Signals[request.get("signal", "SIGTERM")], targets)
        return {}

    def enable(self, name: str) -> Answer:
        """Make the links of [Install]; systemd reads its files again afterwards."""
        unit = load_unit(self._root, name)
        try:
            said = enablement.enable(self._root, unit)
        except OSError as error:
            return {"complaint": f"Failed to enable unit: {error}", "exit_code": _FAILURE}
        if not enablement.installable(unit):
            said = [f"The unit files have no installation config: {name} cannot be enabled, other units start it."]
        self._manager.reload()
        return {"said": said}

    def disable(self, name: str) -> Answer:
        """Remove the links."""
        try:
            said = enablement.disable(self._root, load_unit(self._root, name))
        except OSError as error:
            return {"complaint": f"Failed to disable unit: {error}", "exit_code": _FAILURE}
        self._manager.reload()
        return {"said": said}

    def show(self, name: str) -> Answer:
        """All properties."""
        if name == ROOT_MOUNT["Id"]:
            return {"properties": dict(ROOT_MOUNT)}
        if name.endswith(".service"):
            return {"properties": service_properties(self._manager.service(name), self._root)}
        return {"properties": file_properties(load_unit(self._root, name), self._root)}

    def cat(self, name: str) -> Answer:
        """The text of the unit's files, each with its path above it."""
        paths = load_unit(self._root, name).paths
        if paths.fragment is None:
            return {"complaint": f"No files found for {name}.", "exit_code": _FAILURE}
        files = [path for path in (paths.fragment, *paths.drop_ins) if path.is_file()]
        return {
            "said": [
                f"# /{path.relative_to(self._root)}\n{path.read_text(encoding='utf-8', errors='replace')}"
                for path in files
            ]
        }

    def reset_failed(self, name: str) -> Answer:
        """Forget that a service has failed."""
        service = self._manager.service(name)
        if service.unit.load_state == "not-found":
            complaint = f"Failed to reset failed state of unit {name}: Unit {name} not loaded."
            return {"complaint": complaint, "exit_code": _FAILURE}
        service.reset_failed()
        return {}

    def everything(self) -> list[Answer]:
        """The properties of all that is loaded."""
        services = [service_properties(service, self._root) for service in self._manager.loaded()]
        return [{"properties": properties} for properties in (ROOT_MOUNT, *services)]


def _refusal(verb: str, service: Service) -> Answer:
    """Why the unit cannot be started or stopped; empty if it can."""
    name, state = service.unit.name, service.unit.load_state
    failed = f"Failed to {verb} {name}: "
    if not name.endswith(".service"):
        return {"complaint": f"{failed}the sandbox's systemd runs services only.", "exit_code": _FAILURE}
    if verb == "stop" and state == "not-found" and service.state is State.DEAD:
        return {"complaint": f"{failed}Unit {name} not loaded.", "exit_code": _NOT_INSTALLED}
    if verb == "stop":
        return {}
    if state == "not-found":
        return {"complaint": f"{failed}Unit {name} not found.", "exit_code": _NOT_INSTALLED}
    if state in _NOT_STARTABLE:
        return {"complaint": f"{failed}Unit {name} {_NOT_STARTABLE[state].format(name=name)}", "exit_code": _FAILURE}
    return {}


def _warning(name: str) -> list[str]:
    return [
        f"Warning: The unit file, source configuration file or drop-ins of {name} changed on disk. "
        "Run 'systemctl daemon-reload' to reload units."
    ]


def _outcome(verb: str, service: Service, said: list[str]) -> Answer:
    """What became of it. To stop a service succeeds however it ends."""
    if verb == "stop" or service.state is not State.FAILED:
        return {"said": said}
    name = service.unit.name
    complaint = (
        f"Job for {name} failed{_REASONS.get(service.result, '')}.\n"
        f'See "systemctl status {name}" and "journalctl -xeu {name}" for details.'
    )
    if service.result == "start-limit-hit":
        complaint += (
            f'\nTo force a start use "systemctl reset-failed {name}"\nfollowed by "systemctl start {name}" again.'
        )
    return {"said": said, "complaint": complaint, "exit_code": _FAILURE}
