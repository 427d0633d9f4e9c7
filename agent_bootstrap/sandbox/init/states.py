"""The states of a service and the moments at which they changed."""

from __future__ import annotations

import enum
import time
from typing import Optional

from agent_bootstrap.model.value_object import value_object


class State(enum.Enum):
    """Values: SubState as `systemctl show` prints it, and the ActiveState that it is part of."""

    DEAD = ("dead", "inactive")
    START_PRE = ("start-pre", "activating")
    START = ("start", "activating")
    RUNNING = ("running", "active")
    EXITED = ("exited", "active")
    STOP = ("stop", "deactivating")
    STOP_SIGTERM = ("stop-sigterm", "deactivating")
    STOP_SIGKILL = ("stop-sigkill", "deactivating")
    FAILED = ("failed", "failed")
    AUTO_RESTART = ("auto-restart", "activating")

    @property
    def sub(self) -> str:
        """SubState."""
        return self.value[0]

    @property
    def active(self) -> str:
        """ActiveState."""
        return self.value[1]


UP = frozenset({State.RUNNING, State.EXITED})
DOWN = frozenset({State.DEAD, State.FAILED})
SETTLED = UP | DOWN
"""Here `systemctl start` and `stop` have nothing more to wait for. A service that waits for its next start has not settled."""

STARTING = frozenset({State.START_PRE, State.START})
STOPPING = frozenset({State.STOP, State.STOP_SIGTERM, State.STOP_SIGKILL})


@value_object
class Moment:
    """One moment on both clocks."""

    wall: float
    """Seconds since the epoch."""
    monotonic: int
    """Microseconds since boot."""

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        return cls(time.time(), time.monotonic_ns() // 1000)

    def __str__(self) -> str:
        return time.strftime("%a %Y-%m-%d %H:%M:%S %Z", time.localtime(self.wall))


class Moments:
    """When a service last entered and left being up and being down, under the names of systemd's properties."""

    def __init__(self) -> None:
        self._moments: dict[str, Moment] = {}

    def note(self, before: State, after: State) -> None:
        """Remember a change of state as happening now."""
        now = Moment.now()
        self._moments["StateChange"] = now
        for name, happened in (
            ("InactiveExit", before in DOWN and after not in DOWN),
            ("ActiveEnter", before not in UP and after in UP),
            ("ActiveExit", before in UP and after not in UP),
            ("InactiveEnter", before not in DOWN and after in DOWN),
        ):
            if happened:
                self._moments[name] = now

    def get(self, name: str) -> Optional[Moment]:
        """The last moment of `StateChange`, `InactiveExit`, `ActiveEnter`, `ActiveExit` or `InactiveEnter`."""
        return self._moments.get(name)
