"""What a look has looked at is remembered, without anybody keeping a list."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Iterator

import pytest

from agent_bootstrap.host.witness import Witness, WitnessedFiles
from agent_bootstrap.host.witnessed_processes import WitnessedProcesses


def test_files_are_seen_however_they_are_looked_at_also_those_that_are_not_there(tmp_path: Path) -> None:
    witness = Witness()
    files = WitnessedFiles(tmp_path, witness=witness)
    (tmp_path / "a").write_text("text")
    files.read("/a")
    files.names("/directory")
    files.modified("/absent")
    files.read("/a")
    assert witness.evidence().files == ("/a", "/directory", "/absent")


def test_a_log_counts_as_one_however_else_it_was_looked_at(tmp_path: Path) -> None:
    witness = Witness()
    files = WitnessedFiles(tmp_path, witness=witness)
    files.modified("/log")
    files.tail("/log")
    files.size("/log")
    assert (witness.evidence().files, witness.evidence().logs) == ((), ("/log",))


def test_processes_that_run_are_seen_and_those_that_do_not_are_not() -> None:
    witness = Witness()
    processes = WitnessedProcesses(witness=witness)
    with subprocess.Popen(["sleep", "60"]) as child:
        assert processes.find(child.pid)
        assert processes.children(os.getpid())
        child.kill()
    assert processes.find(child.pid) is None
    assert processes.children(child.pid) == ()
    assert witness.evidence().processes == (child.pid, os.getpid())


def test_nobody_who_looked_at_nothing_has_evidence() -> None:
    evidence = Witness().evidence()
    assert (evidence.files, evidence.logs, evidence.processes) == ((), (), ())


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads get into each other's way as often as can be."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty")
def test_a_straggler_that_goes_on_looking_does_not_disturb_what_is_told() -> None:
    """A thread that was given up, for nobody answered it, may look at something at any moment."""
    for _ in range(20):
        witness = Witness()
        paths = [f"/{number}" for number in range(20_000)]
        straggler = threading.Thread(target=lambda: [witness.files.setdefault(path) for path in paths])  # noqa: B023
        straggler.start()
        while straggler.is_alive():
            witness.evidence()
        straggler.join()
        assert len(witness.evidence().files) == len(paths)
