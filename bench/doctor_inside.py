"""Runs inside the sandbox: breaks the world, measures a check and its baseline, mends it, and prints all figures as JSON."""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Mapping

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.world import World, endpoint_name

CHECK = ("agent-bootstrap", "check", "--json")

CURL = "; ".join(
    f"curl --silent --output /dev/null --connect-timeout 3 --max-time 6 https://{endpoint_name(service)}/ || true"
    for service in SERVICES
)
"""The same patience as the program's: 3 s for TCP."""

SETTLE_SECONDS = 0.3
"""How long the AWS side may take to follow a changed world: it looks 20 times a second."""


def main(plan: Mapping[str, Any]) -> None:
    """Measure all cases, then look for false alarms."""
    cases = {name: _measured(case["change"], case["runs"]) for name, case in plan["cases"].items()}
    _set_world({})
    print(json.dumps({"cases": cases, "alarms": [_check()[1] for _ in range(plan["alarms"])]}))


def _measured(change: Mapping[str, Any], runs: int) -> Mapping[str, Any]:
    _set_world(change)
    checks = [_check() for _ in range(runs)]
    codes = sorted({code for _, found in checks for code in found})
    return {"check": [seconds for seconds, _ in checks], "curl": [_curl() for _ in range(3)], "codes": codes}


def _check() -> tuple[float, list[str]]:
    """Seconds, and the code of everything that was not plainly ok."""
    started = time.monotonic()
    ended = subprocess.run(CHECK, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    seconds = time.monotonic() - started
    findings = json.loads(ended.stdout)["findings"]
    odd = [entry for entry in findings if entry["problem"] or entry["status"] not in ("ok", "blocked")]
    return seconds, [entry["problem"]["code"] if entry["problem"] else entry["status"] for entry in odd]


def _curl() -> float:
    started = time.monotonic()
    subprocess.run(["bash", "-c", CURL], check=True, stdin=subprocess.DEVNULL)
    return time.monotonic() - started


def _set_world(change: Mapping[str, Any]) -> None:
    target = Path(DIRECTORY) / "world.json"
    beside = target.with_name("world.json.new")
    beside.write_text(World(**change).to_json(), encoding="utf-8")
    beside.replace(target)
    time.sleep(SETTLE_SECONDS)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
