"""What happens right now, in the last line of a terminal: what is looked at or mended, and how far a download is."""

from __future__ import annotations

from typing import IO

from rich.console import Console
from rich.filesize import decimal
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from agent_bootstrap.cli.render import Lines
from agent_bootstrap.host.terminal import terminal
from agent_bootstrap.model.promise import Promise


def watcher(stream: IO[str]) -> Lines:
    """Live on a terminal, plain lines elsewhere."""
    return LiveLines(stream) if terminal(stream).moves else Lines(stream)


class LiveLines(Lines):
    """The lines, and below them what runs now."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(stream)
        # It wraps no line of its own accord, for lines are searched and pasted.
        self._console = Console(
            file=stream, force_terminal=True, highlight=False, soft_wrap=True, emoji=False, markup=False
        )
        self._spinner = Spinner("dots")
        self._live = Live(self._spinner, console=self._console, transient=True, refresh_per_second=10)

    def __enter__(self) -> LiveLines:
        """Take the last line of the terminal."""
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self._live.stop()

    def print(self, line: str) -> None:
        """One line, above the last one."""
        self._console.print(Text.from_ansi(line))

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
