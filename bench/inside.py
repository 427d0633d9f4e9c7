"""Runs commands one after the other, inside the sandbox, and prints what each took as JSON.

`python -m bench.inside '[["true"], ["sleep", "1"]]'`; the commands' own words go to standard error.
"""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from typing import Sequence


def main(commands: Sequence[Sequence[str]]) -> None:
    """Measure them all. Raises CalledProcessError at the first that fails: what broke off early has no time."""
    print(json.dumps([_figures(command) for command in commands]))


def _figures(command: Sequence[str]) -> dict[str, float]:
    """Seconds of wall time, and of CPU time of the command and the children that it waited for."""
    cpu, started = _cpu(), time.monotonic()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return {"wall": time.monotonic() - started, "cpu": _cpu() - cpu}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
