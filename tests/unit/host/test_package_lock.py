"""The holder of a package manager's lock, as the kernel names it: a real process with a real lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.host.package_lock import PackageLock
from agent_bootstrap.host.processes import Processes

HOLD = "import fcntl, sys; file = open(sys.argv[1], 'w'); fcntl.lockf(file, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()"


@pytest.mark.parametrize(
    ("family", "path"), [("deb", "var/lib/dpkg/lock-frontend"), ("deb", "var/lib/dpkg/lock"), ("rpm", "var/lib/rpm/.rpm.lock")]
)  # fmt: skip
def test_the_holder_is_named_with_its_process(tmp_path: Path, family: str, path: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    lock = PackageLock(Files(tmp_path), Processes())
    assert lock.holder(family) is None
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        held = lock.holder(family)
        # To look at a lock must not take it away.
        assert lock.holder(family) == held
        assert held is not None
        assert held.endswith(f"(process {holder.pid})")
        assert held.startswith("python")
    assert lock.holder(family) is None


def test_a_lock_that_nobody_holds_or_that_is_not_there_has_no_holder(tmp_path: Path) -> None:
    lock = PackageLock(Files(tmp_path), Processes())
    assert lock.holder("rpm") is None
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    (tmp_path / "var/lib/dpkg/lock").touch()
    assert lock.holder("deb") is None
