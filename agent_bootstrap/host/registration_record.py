"""What this program remembers of a registration: the agent itself forgets the activation, and who it was given to."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Optional

from agent_bootstrap.diagnosis.identity import Machine
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.value_object import value_object

STATE = "/var/lib/agent-bootstrap"
STATE_MODE = 0o700
RECORD = f"{STATE}/registration.json"

_MODE = 0o600
"""The kernel shows a product UUID to root alone, so this file does, too."""


@value_object
class Record:
    """How an identity came about. The activation's code is never kept."""

    node_id: str
    region: str
    activation_id: Optional[str]
    """None where somebody else registered this server."""
    registered_at: Optional[str]
    """RFC 3339, UTC; None where somebody else registered this server."""
    machine: Optional[Machine] = None
    """The machine that the identity belongs to; None as long as AWS was not seen to accept it."""


def read(files: Files, node_id: str) -> Optional[Record]:
    """The record of this node, if there is one; a record of another node is none."""
    values = as_object(files.read(RECORD))
    if values.get("node_id") != node_id:
        return None
    machine = values.get("machine")
    return Record(
        node_id=node_id,
        region=str(values.get("region")),
        activation_id=values.get("activation_id"),
        registered_at=values.get("registered_at"),
        machine=_machine(machine) if isinstance(machine, dict) else None,
    )


def write(files: Files, record: Record) -> None:
    """Replace the record."""
    files.write(RECORD, json.dumps(dataclasses.asdict(record), indent=2) + "\n", mode=_MODE)


def shown(moment: str) -> str:
    """A moment of these files, UTC with microseconds, as it is told to people: 2026-11-22T12:00:00Z."""
    return f"{moment[:19]}Z"


def as_object(text: Optional[str]) -> dict[str, Any]:
    """A JSON object; empty where the text is missing or holds something else."""
    try:
        values = json.loads(text or "{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _machine(values: dict[str, Any]) -> Machine:
    macs = values.get("macs")
    return Machine(
        machine_id=str(values.get("machine_id", "")),
        product_uuid=str(values.get("product_uuid", "")),
        macs=tuple(map(str, macs)) if isinstance(macs, list) else (),
        hostname=str(values.get("hostname", "")),
    )
