"""The history of findings: bounded, and whole whatever happens while it is written."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import dns
from agent_bootstrap.reporting import history
from agent_bootstrap.reporting.history import History

AT = "2026-11-22T12:00:00.000Z"
FOUND = Finding.of(dns.NXDOMAIN.found("10.0.0.2: NXDOMAIN", name="ssm.eu-west-1.amazonaws.com"))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_a_line_says_when_what_and_why(files: Files) -> None:
    told = History(files)
    told.started(AT, "1.2.3")
    told.found(AT, "broken", "network.resolves/ssm", FOUND, "it does not exist")
    first, second = history.read(files)
    assert first == {"at": AT, "event": "started", "message": "agent-bootstrap 1.2.3"}
    assert (second["event"], second["step"], second["status"]) == ("broken", "network.resolves/ssm", "stuck")
    assert (second["code"], second["details"]) == ("dns-nxdomain", "10.0.0.2: NXDOMAIN")


def test_only_root_reads_it(files: Files) -> None:
    History(files).started(AT, "1")
    assert stat.S_IMODE(files.at(history.NEWER).stat().st_mode) == 0o600
    assert stat.S_IMODE(files.at(history.DIRECTORY).stat().st_mode) == 0o700


def test_a_thousand_lines_are_kept_and_the_newest_is_among_them(files: Files) -> None:
    told = History(files)
    for number in range(2345):
        told.started(AT, str(number))
        if number % 400 == 0:
            told = History(files)  # as after a restart of the daemon
    kept = [entry["message"] for entry in history.read(files)]
    assert history.LINES <= len(kept) <= 1000
    assert kept == [f"agent-bootstrap {number}" for number in range(2345 - len(kept), 2345)]


def test_half_a_line_is_passed_over_and_harms_no_other(files: Files) -> None:
    History(files).started(AT, "1")
    with files.at(history.NEWER).open("a") as file:
        file.write('{"at": "2026-11-22T12')
    told = History(files)
    told.started(AT, "2")
    told.started(AT, "3")
    assert [entry["message"][-1] for entry in history.read(files)] == ["1", "2", "3"]


def test_a_long_complaint_is_cut(files: Files) -> None:
    History(files).found(AT, "broken", "network.x", Finding.of(dns.NXDOMAIN.found("x" * 100_000, name="a")), "m")
    assert files.size(history.NEWER) < 5000


def test_lines_of_two_writers_stay_whole(files: Files) -> None:
    """A daemon that is replaced while it writes is one of two for a moment."""
    History(files).started(AT, "0")
    script = (
        "import sys, pathlib; from agent_bootstrap.host.files import Files\n"
        f"files = Files(pathlib.Path({str(files.root)!r}))\n"
        f"for number in range(200): files.append({history.NEWER!r}, '{{\"n\": \"' + sys.argv[1] * 300 + '\"}}', mode=0o600)"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, letter]) for letter in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    lines = files.at(history.NEWER).read_text().splitlines()
    assert len([json.loads(line) for line in lines if line]) == 401


def test_a_directory_in_its_place_is_a_problem_and_no_crash(files: Files) -> None:
    files.at(history.NEWER).mkdir(parents=True)
    with pytest.raises(ProblemFoundError) as raised:
        History(files).started(AT, "1")
    assert raised.value.problem.code == "file-unusable"
