"""What a bootstrap costs: against the same steps as a bare shell script, and when there is nothing left to do.

`python -m bench.bootstrap` or `make bench`; takes about a minute. Both sides run against the same stand-ins on the same
loopback, so the figures say what the program adds, not how long a real server with a real line takes.
"""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Mapping, Sequence

from agent_bootstrap.sandbox.world import ACTIVATION_CODE, ACTIVATION_ID, REGION

PAIRS = 5
"""Fresh servers for each side, in turns, so that both meet the same moods of the machine."""

RUNS = 9
"""Runs on a server where all is kept, and of each baseline."""

BOOTSTRAP = ["agent-bootstrap", "bootstrap"]
BARE = [
    "env", f"REGION={REGION}", f"ACTIVATION_ID={ACTIVATION_ID}", f"ACTIVATION_CODE={ACTIVATION_CODE}",
    str(Path(__file__).with_name("bare.sh")),
]  # fmt: skip

PASS = [sys.executable, "-c", "pass"]
IS_ACTIVE = ["sh", "-c", "systemctl is-active amazon-ssm-agent && systemctl is-active amazon-cloudwatch-agent"]

CAVEATS = """\
Both sides wait until the SSM Agent has credentials, and until the CloudWatch agent has lived for 3 s.
The script looks at nothing beforehand, checks no fingerprint, takes up no broken download, guards no identity,
keeps no file that is there, explains no error, and cannot be run twice: see the top of bench/bare.sh."""

Figures = Sequence[Mapping[str, float]]


def main() -> None:
    """Measure and print."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'seconds, median (least … most)':<44}{'wall':>22}{'CPU':>22}")
    bootstrap, bare = _fresh_servers()
    _row("a fresh server: agent-bootstrap bootstrap", bootstrap)
    _row("a fresh server: bench/bare.sh", bare)
    again, nothing, active = _kept_server()
    _row("all is kept: agent-bootstrap bootstrap", again)
    _row("python -c pass", nothing)
    _row("systemctl is-active, for both agents", active)
    print(
        f"\nA fresh server: {_ratio(bootstrap, bare)} the script's wall time."
        f"\nAll is kept: {_ratio(again, nothing)} an empty Python's, {_ratio(again, active)} two is-active's.\n\n{CAVEATS}"
    )


def _fresh_servers() -> tuple[Figures, Figures]:
    pairs = [(_inside(BOOTSTRAP), _inside(BARE)) for _ in range(PAIRS)]
    return [bootstrap[0] for bootstrap, _ in pairs], [bare[0] for _, bare in pairs]


def _kept_server() -> tuple[Figures, Figures, Figures]:
    figures = _inside(BOOTSTRAP, *[BOOTSTRAP, PASS, IS_ACTIVE] * RUNS)[1:]
    return figures[0::3], figures[1::3], figures[2::3]


def _inside(*commands: Sequence[str]) -> Figures:
    """What each of the commands took in one fresh closed network. A failure ends the bench, with the words that were said."""
    measure = [sys.executable, "-m", "bench.inside", json.dumps(commands)]
    sandbox = [sys.executable, "-m", "agent_bootstrap", "sandbox", "--family", "deb", "--", *measure]
    ended = subprocess.run(sandbox, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if ended.returncode != 0:
        sys.exit(ended.stderr)
    figures: Figures = json.loads(ended.stdout)
    return figures


def _row(label: str, figures: Figures) -> None:
    print(f"{label:<44}{_spread(figures, 'wall'):>22}{_spread(figures, 'cpu'):>22}")


def _spread(figures: Figures, what: str) -> str:
    values = [figure[what] for figure in figures]
    return f"{statistics.median(values):.2f} ({min(values):.2f} … {max(values):.2f})"


def _ratio(ours: Figures, theirs: Figures) -> str:
    medians = [statistics.median(figure["wall"] for figure in figures) for figures in (ours, theirs)]
    return f"{medians[0] / medians[1]:.1f} times"


if __name__ == "__main__":
    main()
