"""A finding is the frozen result of one look at one promise."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING, Mapping, Optional

from agent_bootstrap.model.value_object import value_object

if TYPE_CHECKING:
    from agent_bootstrap.model.problem import Problem


class Status(enum.Enum):
    """How a promise stands."""

    OK = "ok"
    DRIFTED = "drifted"
    """It is not kept, and `apply` would keep it."""
    CHANGED = "changed"
    """It was not kept, `apply` ran, and a second look says that it is kept now."""
    BLOCKED = "blocked"
    """It waits for another promise. Never shown: only root causes are."""
    FAILED = "failed"
    """It may pass by itself, so it is tried again."""
    STUCK = "stuck"
    """Only a person can help, so it is not tried again."""
    UNKNOWN = "unknown"
    """It cannot be seen from this host."""

    @property
    def kept(self) -> bool:
        """Whether the promise holds, so that what needs it may go on."""
        return self in (Status.OK, Status.CHANGED)


@value_object
class Finding:
    """What one look saw: a status, a reason in the present tense, the facts, and the problem if there is one."""

    status: Status
    reason: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
    problem: Optional[Problem] = None

    @classmethod
    def ok(cls, reason: str, **facts: object) -> Finding:
        """The promise is kept."""
        return cls(Status.OK, reason, facts)

    @classmethod
    def drifted(cls, reason: str, **facts: object) -> Finding:
        """The promise is not kept, and `apply` would keep it."""
        return cls(Status.DRIFTED, reason, facts)

    @classmethod
    def blocked(cls, *names: str) -> Finding:
        """The promise waits for the promises with these names."""
        return cls(Status.BLOCKED, f"waits for {', '.join(names)}", {"waits_for": list(names)})

    @classmethod
    def unknown(cls, reason: str) -> Finding:
        """Whether the promise is kept cannot be seen from this host, or not now."""
        return cls(Status.UNKNOWN, reason)

    @classmethod
    def of(cls, problem: Problem) -> Finding:
        """What stands in the way of the promise. A warning stands in nobody's way, yet somebody should act."""
        status = Status.FAILED if problem.may_pass else Status.STUCK
        return cls(Status.OK if problem.warning else status, problem.brief, problem.facts, problem)

    @property
    def warns(self) -> bool:
        """Whether the promise is kept and somebody should act nevertheless."""
        return self.status.kept and self.problem is not None
