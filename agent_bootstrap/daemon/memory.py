"""What outlives a restart of the daemon: that something was asked for in vain, so that it is not asked for again."""

from __future__ import annotations

import json
from typing import Any, Mapping

from agent_bootstrap.daemon.repairs import Repairs
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.finding import Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.report import entry_as_json, entry_from_json

PATH = "/var/lib/agent-bootstrap/daemon.json"

_MODE = 0o600


def read(files: Files) -> Repairs:
    """What was written last; nothing where that cannot be read any more."""
    try:
        values: Mapping[str, Any] = json.loads(files.read(PATH) or "{}")
        unkept = [entry_from_json(entry) for entry in values["unkept"]]
        return Repairs(fingerprint=values["fingerprint"], unkept={entry.step: entry for entry in unkept})
    except (ProblemFoundError, ValueError, KeyError, TypeError, AttributeError):
        return Repairs()


def write(files: Files, repairs: Repairs) -> None:
    """Write it down, if it differs from what is there."""
    stuck = [entry_as_json(entry) for entry in repairs.unkept.values() if entry.finding.status is Status.STUCK]
    text = json.dumps({"fingerprint": repairs.fingerprint, "unkept": stuck}, indent=2) + "\n"
    if files.read(PATH) != text:
        files.write(PATH, text, mode=_MODE)
