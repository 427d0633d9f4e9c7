"""The program `journalctl` of the sandbox: reads what services printed and what systemd did with them."""

from __future__ import annotations

import getopt
import sys
import time
from collections import deque
from pathlib import Path
from typing import NoReturn, Optional

from agent_bootstrap.sandbox.init import time_spans
from agent_bootstrap.sandbox.init.journal import read_entries
from agent_bootstrap.sandbox.init.journal_text import FORMATS

_LONG_OPTIONS = ["unit=", "lines=", "since=", "output=", "no-pager", "boot", "quiet", "no-hostname", "version"]


def main(directory: str, arguments: list[str]) -> NoReturn:
    """Print the entries that are asked for and exit."""
    try:
        options, words = getopt.gnu_getopt(arguments, "u:n:o:S:bqxe", _LONG_OPTIONS)
        since = moment(_last(options, "0", "-S", "--since"), time.time())
    except (getopt.GetoptError, ValueError) as error:
        sys.exit(f"journalctl: {error}")
    if words:
        sys.exit(f"journalctl: the sandbox's journal has no fields to match: leave out {' '.join(words)}.")
    form = _last(options, "short", "-o", "--output")
    if form not in FORMATS:
        sys.exit(f"Unknown output format '{form}': the sandbox's journal has {', '.join(FORMATS)}.")
    _print(Path(directory), options, since, form)
    sys.exit(0)


def _print(directory: Path, options: list[tuple[str, str]], since: float, form: str) -> None:
    units = {value if "." in value else f"{value}.service" for name, value in options if name in {"-u", "--unit"}}
    chosen = (entry for entry in read_entries(directory) if entry.time >= since and (not units or entry.unit in units))
    entries = deque(chosen, _count(_last(options, "all", "-n", "--lines")))
    sys.stdout.write("".join(f"{FORMATS[form](entry)}\n" for entry in entries))
    if not entries and not any(name in {"-q", "--quiet"} for name, _ in options):
        sys.stdout.write("-- No entries --\n")


def _last(options: list[tuple[str, str]], default: str, *names: str) -> str:
    return ([value for name, value in options if name in names] or [default])[-1]


def _count(text: str) -> Optional[int]:
    return None if text == "all" else int(text)


def moment(text: str, now: float) -> float:
    """Seconds since the epoch for a moment of systemd.time(7). Raises ValueError for what is none.

    Known: `@1795372882.5`, `now`, `today`, `-5min`, `5 min ago`, `2026-11-22`, `2026-11-22 18:41[:22]`, seconds since the epoch.
    """
    if text == "now":
        return now
    if text == "today":
        return time.mktime((*time.localtime(now)[:3], 0, 0, 0, 0, 0, -1))
    if text.startswith("-") or text.endswith(" ago"):
        return now - time_spans.seconds(text.lstrip("-").replace(" ago", ""))
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return time.mktime(time.strptime(text, form))
        except ValueError:
            continue
    try:
        return float(text.lstrip("@"))
    except ValueError:
        raise ValueError(f"Failed to parse timestamp: {text}") from None
