"""Draws the README's pictures from real runs of the sandbox, so that they cannot tell of a program that is no more.

`python -m docs.picture` draws them; `python -m docs.picture --check` runs again and says which of them are stale. What
differs from run to run (the node's ID, times) is replaced, so a second run draws the same picture to the byte.
"""

from __future__ import annotations

import html
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.color_triplet import ColorTriplet
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI as THEME
from rich.text import Text

from agent_bootstrap.model.exit_code import ExitCode

HERE = Path(__file__).parent

PICTURES = {
    "sandbox.svg": (("agent-bootstrap", "sandbox"), ExitCode.CONVERGED),
    "fault.svg": (("agent-bootstrap", "sandbox", "--fault", "dns-public-address"), ExitCode.STUCK),
}
"""File -> the command whose output it shows, and how that must end to be worth a picture."""

COLUMNS = 114
"""Wide enough for the longest line of a healthy run; longer ones are wrapped at words."""

_CELL = 8.4
_LINE = 18
_MARGIN = 16
"""Pixels: the advance of a 14 px monospace letter, the height of a line, the border."""

_RUN_DEPENDENT = (
    (r"mi-[0-9a-f]{17}", "mi-0123456789abcdef0"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-01-01T12:00:00Z"),
    (r"in \d+\.\d s:", "in … s:"),
)
"""What no two runs have in common -> what the pictures show instead."""


def draw(command: Sequence[str], exit_code: ExitCode) -> str:
    """The SVG of one command's real output. Raises SystemExit if it ends otherwise than with `exit_code`."""
    rows = [Text(f"$ {' '.join(command)}", style="bold"), *_screen(_output(command, exit_code))]
    lines = [line for row in rows for line in _console().render_lines(row, pad=False)]
    width, height = round(COLUMNS * _CELL) + 2 * _MARGIN, len(lines) * _LINE + 2 * _MARGIN
    plain = html.escape("\n".join("".join(piece.text for piece in line).rstrip() for line in lines))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<desc>{plain}</desc>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{THEME.background_color.hex}"/>',
            '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
            *(element for number, line in enumerate(lines) for element in _elements(number, line)),
            "</g>",
            "</svg>\n",
        ]
    )


def main(arguments: Iterable[str]) -> int:
    """Draw the pictures, or check them. Returns the exit code."""
    if "--check" not in arguments:
        for name, (command, exit_code) in PICTURES.items():
            (HERE / name).write_text(draw(command, exit_code), encoding="utf-8")
        return 0
    stale = [name for name in PICTURES if not _is_true(name)]
    for name in stale:
        sys.stderr.write(f"docs/{name} does not show what `{' '.join(PICTURES[name][0])}` prints; run: make picture\n")
    return 1 if stale else 0


def _is_true(name: str) -> bool:
    """Whether a run prints what the picture shows.

    On a busy machine an agent may be online before its own turn comes, and is then `ok` instead of `changed`: so one run
    of three is enough.
    """
    command, exit_code = PICTURES[name]
    kept = (HERE / name).read_text(encoding="utf-8") if (HERE / name).exists() else None
    return any(draw(command, exit_code) == kept for _ in range(3))


def _console() -> Console:
    return Console(width=COLUMNS, force_terminal=True, color_system="truecolor", legacy_windows=False)


def _output(command: Sequence[str], exit_code: ExitCode) -> str:
    """What a run prints on a terminal of its own."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "LINES": "60"}
    environment.pop("NO_COLOR", None)
    program = [sys.executable, "-m", "agent_bootstrap", *command[1:]]
    with subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as run:
        os.close(theirs)
        printed = b"".join(_pieces(ours)).decode("utf-8")
    os.close(ours)
    if run.returncode != exit_code:
        raise SystemExit(f"{printed}\n`{' '.join(command)}` ended with {run.returncode}, not with {int(exit_code)}")
    return printed


def _pieces(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            return  # EIO is how Linux says that nobody has the other end open any more.
        if not piece:
            return
        yield piece


def _screen(output: str) -> list[Text]:
    """The lines that stay on the terminal, with what differs from run to run replaced."""
    text = re.sub(r"\x1b\[\?25[lh]", "", output.replace("\r\n", "\n"))
    # The line of progress goes up and erases itself when it ends; until then each of its pictures begins with a return.
    text = re.sub(r"[^\n]*\n\r\x1b\[1A\x1b\[2K", "", text)
    text = "\n".join(line.rpartition("\r")[2] for line in text.split("\n"))
    for pattern, fixed in _RUN_DEPENDENT:
        text = re.sub(pattern, fixed, text)
    return [Text.from_ansi(line) for line in text.rstrip("\n").split("\n")]


def _elements(number: int, line: list[Segment]) -> Iterator[str]:
    """The pieces of one line, each where its first letter stands."""
    column, baseline = 0, _MARGIN + number * _LINE + 14
    for text, style, _ in line:
        if text.strip():
            at = f'x="{_MARGIN + column * _CELL:.1f}" y="{baseline}" textLength="{cell_len(text) * _CELL:.1f}"'
            yield f"<text {at} {_look(style or Style())}>{html.escape(text)}</text>"
        column += cell_len(text)


def _look(style: Style) -> str:
    colour = style.color.get_truecolor(THEME) if style.color else THEME.foreground_color
    if style.dim:
        # Half-way to the background, as terminals show it.
        colour = ColorTriplet(*((one + other) // 2 for one, other in zip(colour, THEME.background_color)))
    return f'fill="{colour.hex}"' + (' font-weight="bold"' if style.bold else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
