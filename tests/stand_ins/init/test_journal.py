"""The journal: what services print and what journalctl gives back."""

from __future__ import annotations

import json
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stand_ins.init.conftest import Machine


def test_what_a_service_prints_is_kept_with_time_unit_and_process(machine: Machine) -> None:
    before = time.time()
    machine.service("Type=oneshot", "ExecStart=/bin/sh -c 'echo out; echo err >&2; printf unfinished'")
    machine.systemctl("start", "agent")
    entries = [json.loads(line) for line in (machine.directory / "journal.jsonl").read_text().splitlines()]
    printed = [entry for entry in entries if entry["identifier"] == "sh"]
    assert [entry["message"] for entry in printed] == ["out", "err", "unfinished"]
    assert {entry["unit"] for entry in entries} == {"agent.service"}
    assert printed[0]["pid"] > 1
    assert before <= printed[0]["time"] <= time.time()


def test_systemd_tells_what_it_does_around_it(machine: Machine) -> None:
    machine.service("Type=oneshot", "ExecStart=/bin/echo working")
    machine.systemctl("start", "agent")
    assert machine.journal().splitlines() == [
        "working",
        "Finished agent.service - The agent.",
        "agent.service: Deactivated successfully.",
    ]


def test_lines_since_and_format_are_chosen(machine: Machine) -> None:
    machine.service("Type=oneshot", "ExecStart=/bin/sh -c 'echo one; echo two'")
    machine.systemctl("start", "agent")
    assert machine.journal("-n", "1") == "agent.service: Deactivated successfully.\n"
    assert machine.journal("--since", f"@{time.time() + 60}") == "-- No entries --\n"
    assert machine.journal("-q", "--since", f"@{time.time() + 60}") == ""
    short = machine.journal("-o", "short", "-b", "--no-pager").splitlines()[0]
    assert short.endswith(": one")
    assert "sh[" in short


def test_other_units_are_left_out(machine: Machine) -> None:
    machine.service("Type=oneshot", "ExecStart=/bin/echo one")
    machine.systemctl("start", "agent")
    program = str(machine.root / "usr/local/bin/journalctl")
    assert subprocess.run([program, "-q", "-u", "other"], capture_output=True, text=True).stdout == ""
    assert "one" in subprocess.run([program], capture_output=True, text=True).stdout
