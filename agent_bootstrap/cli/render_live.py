"""What happens right now, in the last line of a terminal: what is looked at or mended, and how far a download is."""

from __future__ import annotations

from typing import IO

from rich.console import Console
from rich.filesize import decimal
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from agent_bootstrap.cli.render import Lines, console
from agent_bootstrap.model.promise import Promise


def watcher(stream: IO[str]) -> Lines:
    """Live on a terminal, plain lines elsewhere."""
    out = console(stream)
    return LiveLines(out) if out.is_terminal and not out.is_dumb_terminal else Lines(out)


class LiveLines(Lines):
    """The lines, and below them what runs now."""

    def __init__(self, shown_on: Console) -> None:
        super().__init__(shown_on)
        self._spinner = Spinner("dots")
        self._live = Live(self._spinner, console=shown_on, transient=True, refresh_per_second=10)

    def __enter__(self) -> LiveLines:
        """Take the last line of the terminal."""
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self._live.stop()

    def looking(self, promise: Promise) -> None:
        """The promise that is looked at."""
        self._say(f"looking whether {promise.promise}")

    def applying(self, promise: Promise, reason: str) -> None:
        """What is being mended. The line that stays is printed when it is done."""
        self._say(f"{reason} ({promise.name})")

    def received(self, name: str, done: int, total: int) -> None:
        """How far a download is."""
        self._say(f"receiving {name}: {decimal(done)} of {decimal(total)}")

    def pausing(self, seconds: float, reason: str) -> None:
        """Why nothing happens for a while."""
        super().pausing(seconds, reason)
        self._say(f"trying again in {seconds:.0f} s")

    def _say(self, words: str) -> None:
        self._spinner.update(text=Text(words, no_wrap=True, overflow="ellipsis"))
