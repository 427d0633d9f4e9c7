"""The resident process lives for months: after two thousand cycles it uses what it used after one thousand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CYCLES = 2000
GROWTH_KILOBYTES = 512
"""Python takes memory from the system in pieces of some hundred kilobytes, the last one after about 1,300 cycles."""


def live(place: Path, cycles: int, *words: str) -> Any:
    command = [sys.executable, "-m", "tests.stand_ins.daemon.cycles", str(place), str(cycles), *words]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def grown(used: list[dict[str, int]]) -> dict[str, int]:
    """By how much each figure has grown in the second half."""
    half = used[len(used) // 2 - 1]
    return {name: used[-1][name] - half[name] for name in half}


def test_a_thousand_cycles_more_leave_nothing_behind(tmp_path: Path) -> None:
    lived = live(tmp_path, CYCLES)
    assert len(lived["used"]) == CYCLES // 100
    assert lived["entries"] > CYCLES // 4, "there was something to tell"
    growth = grown(lived["used"])
    assert growth.pop("kilobytes") <= GROWTH_KILOBYTES
    assert growth == {"files": 0, "threads": 0, "zombies": 0}


def test_what_grows_is_seen(tmp_path: Path) -> None:
    growth = grown(live(tmp_path, 400, "leaks")["used"])
    assert growth["kilobytes"] > GROWTH_KILOBYTES
    assert growth["files"] == 200
