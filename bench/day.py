"""A day in the life of a server, accelerated: faults come and go under one running daemon, and each is noticed, told and healed.

`python -m bench.day` plays a dozen, prints them as a table in Markdown, and draws docs/day.svg; about five minutes.
`python -m bench.day NAME...` plays these faults, `python -m bench.day --all` or `make day` all that can come and go; more than an hour.
Exit code 1 if anything is not as it is due.
"""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Mapping, Sequence

from bench.day_picture import draw

PICTURE = Path(__file__).parents[1] / "docs" / "day.svg"

Row = Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Play, print and draw. Returns the exit code."""
    command = [sys.executable, "-m", "agent_bootstrap", "sandbox", "--", sys.executable, "-m", "bench.day_inside"]
    print("| fault | code | owner | noticed | told | healed | as due |\n|---|---|---|---|---|---|---|")
    rows = []
    with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as play:
        assert play.stdout
        for line in play.stdout:
            rows.append(json.loads(line))
            print(_line(rows[-1]), flush=True)
    played = [row for row in rows if "told" in row]
    if played and not any(not argument.startswith("-") for argument in arguments):
        PICTURE.write_text(draw([row for row in played if row["scenario"]]), encoding="utf-8")
    print("\nSeconds, from the moment when it was switched on; `healed` from the moment when it was switched off.")
    return 0 if play.returncode == 0 and not any(row["complaints"] for row in rows) else 1


def _line(row: Row) -> str:
    moments = ("noticed", "told", "healed")
    seconds = [f"{row[name]:.1f}" if row.get(name) is not None else "" for name in moments]
    due = "; ".join(row["complaints"]) or "yes"
    return f"| {' | '.join((row['name'], row['code'], row['owner'], *seconds, due))} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
