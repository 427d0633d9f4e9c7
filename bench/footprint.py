"""What the daemon costs at rest, beside a naive daemon that keeps everything loaded, and how long `--help` and `status` take.

`python -m bench.footprint` or `make bench`; takes about three minutes.
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

from agent_bootstrap.daemon.timetable import DEEP_LOOKS

GLANCES_AN_HOUR = 60
LOOKS_AN_HOUR = 4
"""At the default intervals, on a server where nothing changes: every minute, and every 15."""

SSM_AGENT_MEGABYTES = 43
"""What the real agent takes; measured once and not in this run, for the stand-in says nothing of that."""


def main() -> None:
    """Measure and print."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    measured = _inside()
    ours, naive = measured["memory"], measured["naive"]
    print(f"Resident, PSS:      {ours:.1f} MB; with everything loaded {naive:.1f} MB; ratio {ours / naive:.2f}")
    print(
        f"                    the SSM Agent itself takes {SSM_AGENT_MEGABYTES} MB; ratio {ours / SSM_AGENT_MEGABYTES:.2f}"
    )
    print(
        f"                    {measured['libraries']} libraries, {measured['threads']} thread, {measured['files']} open files"
    )
    _costs(measured)
    bare = statistics.median(measured["bare"])
    for words in ("--help", "status"):
        seconds = statistics.median(measured["seconds"][words])
        print(
            f"agent-bootstrap {words:<8}{seconds * 1000:.0f} ms; the interpreter alone {bare * 1000:.0f} ms; ratio {seconds / bare:.1f}"
        )


def _costs(measured: Mapping[str, Any]) -> None:
    glance, look = statistics.median(measured["glance"]), statistics.median(measured["look"])
    network, everything = (statistics.median(measured["depths"][depth]) for depth in ("network", "everything"))
    deeper = everything - network
    hour = GLANCES_AN_HOUR * glance + LOOKS_AN_HOUR * (look + deeper / DEEP_LOOKS)
    print(f"One glance:         {glance * 1000:.1f} ms of processor time ({_spread(measured['glance'])})")
    bare = statistics.median(measured["bare"])
    print(f"One look, network:  {look * 1000:.0f} ms ({_spread(measured['look'])}), its child included")
    print(f"                    the interpreter alone {bare * 1000:.0f} ms; ratio {look / bare:.0f}")
    print(f"One look, deepest:  {deeper * 1000:.0f} ms more, every {DEEP_LOOKS}th time")
    print(f"One look, local:    {statistics.median(measured['local']) * 1000:.0f} ms ({_spread(measured['local'])})")
    print(f"An hour at rest:    {hour:.2f} s of processor time ({GLANCES_AN_HOUR} glances, {LOOKS_AN_HOUR} looks)")


def _spread(values: Sequence[float]) -> str:
    return f"{min(values) * 1000:.1f} … {max(values) * 1000:.1f}"


def _inside() -> Any:
    command = [sys.executable, "-m", "agent_bootstrap", "sandbox", "--", sys.executable, "-m", "bench.footprint_inside"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if ended.returncode != 0:
        sys.exit(ended.stderr)
    return json.loads(ended.stdout)


if __name__ == "__main__":
    main()
