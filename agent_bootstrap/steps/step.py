"""A check is a promise that can only be looked at; a step is one that can also be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from agent_bootstrap.model.promise import Promise

if TYPE_CHECKING:
    from typing_extensions import TypeGuard

    from agent_bootstrap.host import Host
    from agent_bootstrap.model.finding import Finding


class Check(Promise, Protocol):
    """A promise that can only be looked at. Implemented by components, one per file."""

    def check(self, host: Host) -> Finding:
        """Look, and touch nothing: the host that is given refuses to be touched."""


class Step(Check, Protocol):
    """A promise that can be looked at and kept."""

    @property
    def needs_to_keep(self) -> tuple[str, ...]:
        """Names of the promises without which this one cannot be kept, though it may well hold: a package that is installed needs
        no bucket any more. While one of them is not kept, this one is ok or waits for it.
        """

    def apply(self, host: Host) -> None:
        """Do the least that keeps the promise. Killed at any instant and run again, it still converges."""


def is_step(check: Check) -> TypeGuard[Step]:
    """Whether the promise can be kept, too. To ask Python for a whole protocol takes longer than many a check."""
    return hasattr(check, "apply")
