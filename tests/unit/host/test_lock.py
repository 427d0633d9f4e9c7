"""The lock, held by another process for real."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent_bootstrap.host import lock

HOLD = """
import sys
from pathlib import Path
from agent_bootstrap.host import lock
with lock.held("daemon", Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_who_waits_is_told_for_whom(tmp_path: Path) -> None:
    path = tmp_path / "run" / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(lock.BusyError) as busy, lock.held("bootstrap", path):
            pass
        holder.kill()
    assert f"`agent-bootstrap daemon`, process {holder.pid}" in str(busy.value)
    with lock.held("bootstrap", path):
        pass
