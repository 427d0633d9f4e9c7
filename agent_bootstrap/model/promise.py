"""What every check and every step has, whatever it looks at."""

from __future__ import annotations

from typing import Protocol


class Promise(Protocol):
    """A named sentence that is to hold on this host, after some others hold."""

    @property
    def name(self) -> str:
        """Where it stands in the house: `network.resolves/ssm`."""

    @property
    def promise(self) -> str:
        """The promise, as a sentence in the present tense."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the promises that must be kept before a look at this one says anything."""
