"""All services by name: loads them when somebody asks, and passes on to each what happens to its processes."""

from __future__ import annotations

from typing import Iterator, Optional

from agent_bootstrap.sandbox.init.endings import Ending
from agent_bootstrap.sandbox.init.service import Service
from agent_bootstrap.sandbox.init.states import State
from agent_bootstrap.sandbox.init.surroundings import Surroundings
from agent_bootstrap.sandbox.init.units import Unit, load_unit


class Manager:
    """Knows every service that has been asked for since PID 1 started."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self._services: dict[str, Service] = {}

    def service(self, name: str) -> Service:
        """The service of that name, existing or not.

        One that is down is read anew each time, because systemd drops such units from memory at once; all others keep
        what they have read until `daemon-reload`.
        """
        known = self._services.get(name)
        if known is None:
            known = self._services[name] = Service(self._load(name), self.surroundings)
        elif known.state is State.DEAD:
            known.reload(self._load(name))
        return known

    def _load(self, name: str) -> Unit:
        unit = load_unit(self.surroundings.root, name)
        if unit.complaint:
            self.surroundings.journal.say(name, f"{name}: {unit.complaint}")
        return unit

    def loaded(self) -> list[Service]:
        """The services that have files, or run."""
        return [
            service
            for service in self._services.values()
            if service.unit.load_state != "not-found" or service.state is not State.DEAD
        ]

    def reload(self) -> None:
        """Read all unit files again."""
        for name, service in self._services.items():
            service.reload(self._load(name))

    def process_ended(self, process: int, ending: Ending) -> None:
        """A process has ended, a service's or an orphan; it may have been the last that a stopping service waits for."""
        for service in self._services.values():
            if process in service.family.heads():
                service.process_ended(process, ending)
            else:
                service.look_for_end()

    def notified(self, process: int, fields: dict[str, str]) -> None:
        """A process has sent a message of sd_notify(3)."""
        sender = self._sender(process)
        if sender:
            sender.notified(fields)

    def _sender(self, process: int) -> Optional[Service]:
        """The service in whose name the process may speak, as NotifyAccess= says."""
        return next((service for service in self._listening() if process in _speakers(service)), None)

    def _listening(self) -> Iterator[Service]:
        return (service for service in self._services.values() if service.settings.notify_access != "none")


def _speakers(service: Service) -> set[int]:
    return service.family.members() if service.settings.notify_access == "all" else service.family.heads()
