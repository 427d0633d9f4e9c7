"""The status file: whole, for everybody, and gone with the last start of the system."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import status_file
from tests.unit.daemon.entries import FAILED, OK, entry, report


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    files, written = Files(tmp_path), report([entry("a", OK), entry("b", FAILED)])
    status_file.write(files, written)
    found = Report.from_json(status_file.read(files) or {})
    assert found.as_json() == written.as_json()


def test_everybody_may_read_it_and_enter_its_directory(tmp_path: Path) -> None:
    files = Files(tmp_path)
    status_file.write(files, report([]))
    assert (files.mode(status_file.PATH), files.mode("/run/agent-bootstrap")) == (0o644, 0o755)


def test_without_a_run_there_is_no_report(tmp_path: Path) -> None:
    assert status_file.read(Files(tmp_path)) is None
