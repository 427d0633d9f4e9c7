"""A watcher is told what happens while it happens: the terminal, plain lines, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_bootstrap.model.finding import Finding
    from agent_bootstrap.model.promise import Promise


class Watcher:
    """Watches nothing. Subclasses override what they show."""

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *_: object) -> None:
        """Whoever shows something tidies up here."""

    def looking(self, promise: Promise) -> None:
        """A look at this promise begins."""

    def applying(self, promise: Promise, reason: str) -> None:
        """This promise is not kept, for this reason, and is being kept now."""

    def found(self, promise: Promise, finding: Finding) -> None:
        """This promise is settled for this walk."""

    def received(self, name: str, done: int, total: int) -> None:
        """`done` of `total` bytes of the download called `name` are here; `total` is 0 when it is not known."""

    def pausing(self, seconds: float, reason: str) -> None:
        """The run pauses before it walks again, for this reason."""
