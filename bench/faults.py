"""Every fault of the sandbox with what the program says of it, and after how many seconds: a table in Markdown.

`python -m bench.faults [NAME...]` or `make faults`; takes some minutes. Exit code 1 if a verdict is not the one that is due.
"""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import concurrent.futures
import datetime
import json
import subprocess
import sys
from typing import Any, Mapping, Optional, Sequence

from agent_bootstrap.sandbox.faults import FAULTS

BOOTSTRAP = ("agent-bootstrap", "bootstrap", "--json", "--timeout", "4s")

AT_ONCE = 2
"""Sandboxes that run at the same time; more would be measured waiting for one another on a machine of two processors."""


def main(names: Sequence[str]) -> int:
    """Run them and print the table. Returns the exit code."""
    chosen = names or tuple(FAULTS)
    print("| fault | verdict | owner | exit code | seconds to the verdict | as due |\n|---|---|---|---|---|---|")
    right = True
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for name, (exit_code, report) in zip(chosen, pool.map(_run, chosen)):
            found = [entry for entry in report["findings"] if entry["problem"]] if report else []
            codes = sorted({entry["problem"]["code"] for entry in found})
            owners = sorted({entry["problem"]["owner"] for entry in found})
            fault = FAULTS[name]
            due = codes == [fault.code] * bool(fault.code) and exit_code == fault.exit_code
            right &= due or not fault.code
            row = (
                name,
                ", ".join(codes) or "none",
                ", ".join(owners),
                exit_code,
                _seconds(report, found),
                _told(due=due),
            )
            print(f"| {' | '.join(map(str, row))} |", flush=True)
    return 0 if right else 1


def _run(name: str) -> tuple[int, Optional[Mapping[str, Any]]]:
    verb = FAULTS[name].verb
    told_by = BOOTSTRAP if verb == "bootstrap" else ("agent-bootstrap", verb, "--json")
    command = [sys.executable, "-m", "agent_bootstrap", "sandbox", "--fault", name, "--", *told_by]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    try:
        return ended.returncode, json.loads(ended.stdout)
    except ValueError:
        return ended.returncode, None


def _seconds(report: Optional[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> str:
    """From the start of the run to the first sight of the problem."""
    if not report or not found:
        return ""
    started = _moment(report["started_at"])
    return f"{min((_moment(entry['since']) - started).total_seconds() for entry in found):.1f}"


def _moment(stamp: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00"))


def _told(*, due: bool) -> str:
    return "yes" if due else "NO"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
