"""Looks at a host from inside: reads what is asked from its argument as JSON, and prints the same with what is true.

It runs with the host's own Python and imports nothing but the standard library.
"""

from __future__ import annotations

import grp
import json
import pwd
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Mapping

ABSENT = "absent"


def look(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What is true of everything that is asked; what nobody here knows anything of is left out."""
    return {what: _LOOKS[what](wanted) for what, wanted in asked.items() if what in _LOOKS}


def _converged(_wanted: bool) -> Any:
    return _report().get("converged")


def _findings(wanted: Mapping[str, str]) -> dict[str, str]:
    seen = {entry["step"]: entry for entry in _report().get("findings", [])}
    return {step: _told(seen[step]) if step in seen else ABSENT for step in wanted}


def _told(entry: Mapping[str, Any]) -> str:
    """Status and code, as `stuck disk-full`."""
    return " ".join([entry["status"], *([entry["problem"]["code"]] if entry["problem"] else [])])


def _report() -> dict[str, Any]:
    try:
        report: dict[str, Any] = json.loads(Path("/run/agent-bootstrap/status.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return report


def _files(wanted: Mapping[str, str]) -> dict[str, str]:
    return {path: _file(Path(path)) for path in wanted}


def _file(path: Path) -> str:
    """Mode and owner, as `0640 root:cwagent`."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return ABSENT
    owner, group = pwd.getpwuid(found.st_uid).pw_name, grp.getgrgid(found.st_gid).gr_name
    return f"{stat.S_IMODE(found.st_mode):04o} {owner}:{group}"


def _texts(wanted: Mapping[str, str]) -> dict[str, str]:
    """The text asked for where the file holds it, else all that it holds."""
    read = {path: Path(path).read_text(encoding="utf-8") if Path(path).exists() else ABSENT for path in wanted}
    return {path: text if text in read[path] else read[path] for path, text in wanted.items()}


def _units(wanted: Mapping[str, str]) -> dict[str, str]:
    """State and enablement, as `active enabled`."""
    return {unit: _unit(unit) for unit in wanted}


def _unit(unit: str) -> str:
    shown = _command("systemctl", "show", unit, "--property=LoadState,ActiveState,UnitFileState")
    values = dict(line.split("=", 1) for line in shown.splitlines())
    if values["LoadState"] == "not-found":
        return ABSENT
    return f"{values['ActiveState']} {values['UnitFileState']}".strip()


def _packages(wanted: Mapping[str, str]) -> dict[str, str]:
    """dpkg's words, as `install ok installed`."""
    return {name: _command("dpkg-query", "--show", "--showformat=${Status}", name) or ABSENT for name in wanted}


def _journal(wanted: Mapping[str, str]) -> dict[str, str]:
    """The line asked for where the unit said it, else all that it said."""
    said = {unit: _command("journalctl", "--unit", unit, "--output=cat", "--no-pager") for unit in wanted}
    return {unit: line if line in said[unit] else said[unit] for unit, line in wanted.items()}


def _processes(wanted: Mapping[str, str]) -> dict[str, str]:
    """The main process of a unit, and when it was started: another one means a restart."""
    return {
        unit: _command("systemctl", "show", unit, "--property=MainPID,ExecMainStartTimestampMonotonic")
        for unit in wanted
    }


def _command(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


_LOOKS: Mapping[str, Callable[[Any], Any]] = {
    "converged": _converged,
    "findings": _findings,
    "files": _files,
    "texts": _texts,
    "units": _units,
    "packages": _packages,
    "journal": _journal,
    "processes": _processes,
}

if __name__ == "__main__":
    print(json.dumps(look(json.loads(sys.argv[1]))))  # noqa: T201  the test reads it
