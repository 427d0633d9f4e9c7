"""How long a server stays offline after an outage is over: with the daemon, and with the SSM Agent left alone, which hibernates.

`python -m bench.wake`; about twenty minutes, for both wait in real time, side by side. The daemon has its default intervals.
"""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import subprocess
import sys

MODES = {"daemon": "with the daemon", "alone": "the agent alone"}


def main() -> None:
    """Measure and print."""
    plays = {
        mode: subprocess.Popen(
            [
                sys.executable, "-m", "agent_bootstrap", "sandbox", "--", sys.executable, "-m", "bench.wake_inside", mode,
            ],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        )
        for mode in MODES
    }  # fmt: skip
    online = {}
    for mode, play in plays.items():
        output, _ = play.communicate()
        if play.returncode:
            sys.exit(f"{MODES[mode]}: exit code {play.returncode}")
        measured = json.loads(output)
        online[mode] = measured["online"]
        print(f"{MODES[mode]}: out for {measured['out']:.0f} s; online again {measured['online']:.0f} s after the line")
    print(f"ratio {online['daemon'] / online['alone']:.2f}")


if __name__ == "__main__":
    main()
