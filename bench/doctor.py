"""How long a full check takes on a healthy line and on broken ones, and how often it cries wolf.

`python -m bench.doctor` or `make bench`; takes about two minutes. The baseline is what an administrator types: `curl`
for each endpoint, one after the other.
"""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from typing import Any, Mapping, Sequence

BLACK_HOLES = {"tcp": {"ssm": "black-hole", "logs": "black-hole", "monitoring": "black-hole"}}
STALLS = {"tcp": {"ssm": "small-mtu", "logs": "small-mtu", "monitoring": "small-mtu"}}
SILENCE = {"dns": {"ssm": "silent", "logs": "silent", "monitoring": "silent"}}

CASES: Mapping[str, tuple[Mapping[str, Any], int]] = {
    "a healthy line": ({}, 9),
    "one endpoint answers a second late": ({"late": {"logs": 1.0}}, 5),
    "three endpoints are black holes": (BLACK_HOLES, 5),
    "three endpoints lose large packets": (STALLS, 5),
    "three names get no answer": (SILENCE, 5),
}
"""What is broken (fields of World), and how often it is measured."""

RUNS_FOR_FALSE_ALARMS = 100


def main() -> None:
    """Measure and print."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    measured = _inside({name: {"change": change, "runs": runs} for name, (change, runs) in CASES.items()})
    print(f"{'seconds, median (least … most)':<40}{'check':>22}{'curl, in turn':>22}{'ratio':>8}  codes")
    for name, figures in measured["cases"].items():
        ours, theirs = figures["check"], figures["curl"]
        ratio = statistics.median(ours) / statistics.median(theirs)
        print(
            f"{name:<40}{_spread(ours):>22}{_spread(theirs):>22}{ratio:>8.2f}  {', '.join(figures['codes']) or 'none'}"
        )
    alarms = measured["alarms"]
    print(f"\nFalse alarms on a healthy line: {sum(bool(codes) for codes in alarms)} in {len(alarms)} runs.")


def _inside(cases: Mapping[str, Any]) -> Any:
    plan = json.dumps({"cases": cases, "alarms": RUNS_FOR_FALSE_ALARMS})
    command = [
        sys.executable,
        "-m",
        "agent_bootstrap",
        "sandbox",
        "--",
        sys.executable,
        "-m",
        "bench.doctor_inside",
        plan,
    ]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if ended.returncode != 0:
        sys.exit(ended.stderr)
    return json.loads(ended.stdout)


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} … {max(values):.2f})"


if __name__ == "__main__":
    main()
