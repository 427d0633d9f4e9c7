"""The units are what systemd itself calls right, and the daemon's is locked up as it says systemd would score it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"

EXPOSURE = 20
"""Tenths of what `systemd-analyze security` says: more than 2.0 fails."""


def analysed(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", "--no-pager", *words], check=False, capture_output=True, text=True)


@pytest.mark.parametrize("threshold", [EXPOSURE, 1], ids=["what is wanted", "less than any service has"])
def test_the_daemon_is_exposed_no_more_than_it_says(threshold: int) -> None:
    seen = analysed("security", "--offline=yes", f"--threshold={threshold}", str(UNITS / "agent-bootstrap.service"))
    assert (seen.returncode == 0) is (threshold == EXPOSURE), seen.stdout


@pytest.mark.parametrize("path", sorted(UNITS.iterdir()), ids=lambda path: path.name)
def test_a_unit_begins_with_a_paragraph_for_the_administrator(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines[0]) > 40


def test_systemd_knows_every_word_of_the_units(tmp_path: Path) -> None:
    for path in UNITS.iterdir():
        # The program and the manual page are the package's, which is not installed here.
        text = path.read_text(encoding="utf-8").replace("/usr/bin/agent-bootstrap", "/bin/true")
        lines = [line for line in text.splitlines() if not line.startswith("Documentation=")]
        (tmp_path / path.name).write_text("\n".join(lines), encoding="utf-8")
    seen = analysed("verify", "--recursive-errors=one", *map(str, sorted(tmp_path.iterdir())))
    assert [line for line in seen.stderr.splitlines() if str(tmp_path) in line or "agent-bootstrap" in line] == []
