"""Units as a person reads them: the table of `systemctl list-units`, the paragraph of `systemctl status`."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Sequence

from agent_bootstrap.sandbox.init.journal import read_entries
from agent_bootstrap.sandbox.init.journal_text import short

_COLUMNS = {"UNIT": "Id", "LOAD": "LoadState", "ACTIVE": "ActiveState", "SUB": "SubState", "DESCRIPTION": "Description"}


def table(units: Sequence[dict[str, str]], *, legend: bool) -> str:
    """One line a unit; with a legend, the names of the columns above and the count below."""
    rows = [[unit[name] for name in _COLUMNS.values()] for unit in units]
    rows = [list(_COLUMNS), *rows] if legend else rows
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["  " + " ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "".join(f"{line}\n" for line in lines + ([f"\n{len(units)} loaded units listed."] if legend else []))


def status_text(unit: dict[str, str], directory: Path, lines: int) -> str:
    """State, files, main process and the last lines of the journal."""
    dot = {"active": "●", "failed": "\N{MULTIPLICATION SIGN}"}.get(unit["ActiveState"], "○")
    text = [f"{dot} {unit['Id']} - {unit['Description']}"]
    text.append(f"     Loaded: {unit['LoadState']} ({unit['FragmentPath']}; {unit['UnitFileState']})")
    if unit["DropInPaths"]:
        text.append(f"    Drop-In: {unit['DropInPaths']}")
    text.append(f"     Active: {_active(unit)}")
    if unit.get("MainPID", "0") != "0":
        text.append(f"   Main PID: {unit['MainPID']}")
    if unit.get("StatusText"):
        text.append(f'     Status: "{unit["StatusText"]}"')
    tail = deque((entry for entry in read_entries(directory) if entry.unit == unit["Id"]), lines)
    return "\n".join([*text, *([""] if tail else []), *map(short, tail)]) + "\n"


def _active(unit: dict[str, str]) -> str:
    failed = f" (Result: {unit['Result']})" if unit.get("Result", "success") != "success" else ""
    since = f" since {unit['StateChangeTimestamp']}" if unit.get("StateChangeTimestamp") else ""
    return f"{unit['ActiveState']} ({unit['SubState']}){failed}{since}"
