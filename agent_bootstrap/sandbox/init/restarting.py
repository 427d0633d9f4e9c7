"""Whether a service that has ended is started again: Restart=, its exceptions, and the limit on starts."""

from __future__ import annotations

import time
from typing import Optional

from agent_bootstrap.sandbox.init.endings import Ending
from agent_bootstrap.sandbox.init.service_settings import ServiceSettings

_RESTARTED = {
    "no": frozenset[str](),
    "on-success": frozenset({"success"}),
    "on-failure": frozenset({"exit-code", "signal", "core-dump", "timeout", "protocol", "resources"}),
    "on-abnormal": frozenset({"signal", "core-dump", "timeout"}),
    "on-abort": frozenset({"signal", "core-dump"}),
    "always": frozenset({"success", "exit-code", "signal", "core-dump", "timeout", "protocol", "resources"}),
}
"""Restart= and the results after which it starts again: the table of systemd.service(5)."""


def is_restarted(settings: ServiceSettings, result: str, ending: Optional[Ending]) -> bool:
    """Whether the service is to be started again after this result, with this end of its main process."""
    if ending is not None and ending in settings.restart_prevented:
        return False
    return result in _RESTARTED[settings.restart]


class StartLimit:
    """Counts starts against StartLimitBurst= within StartLimitIntervalSec=."""

    def __init__(self) -> None:
        self._starts: list[float] = []

    def allows(self, settings: ServiceSettings) -> bool:
        """Whether one more start is allowed now; counts it if so. Zero in either setting lifts the limit."""
        now = time.monotonic()
        self._starts = [start for start in self._starts if now - start < settings.limit_interval]
        if settings.limit_interval and settings.limit_burst and len(self._starts) >= settings.limit_burst:
            return False
        self._starts.append(now)
        return True

    def forget(self) -> None:
        """Count from nothing again, as `systemctl reset-failed` asks."""
        self._starts.clear()
