"""The resident process lives for months: after a thousand cycles it uses what it used after a hundred."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CYCLES = 1000
GROWTH_KILOBYTES = 1024


def live(place: Path, cycles: int, *words: str) -> Any:
    command = [sys.executable, "-m", "tests.stand_ins.daemon.cycles", str(place), str(cycles), *words]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def grown(used: list[dict[str, int]]) -> dict[str, int]:
    """By how much each figure has grown since the first hundred."""
    return {name: used[-1][name] - used[0][name] for name in used[0]}


def test_a_thousand_cycles_leave_nothing_behind(tmp_path: Path) -> None:
    lived = live(tmp_path, CYCLES)
    assert len(lived["used"]) == CYCLES // 100
    assert lived["entries"] > CYCLES // 4, "there was something to tell"
    growth = grown(lived["used"])
    assert growth.pop("kilobytes") <= GROWTH_KILOBYTES
    assert growth == {"files": 0, "threads": 0, "zombies": 0}


def test_what_grows_is_seen(tmp_path: Path) -> None:
    growth = grown(live(tmp_path, 400, "leaks")["used"])
    assert growth["kilobytes"] > GROWTH_KILOBYTES
    assert growth["files"] == 300
