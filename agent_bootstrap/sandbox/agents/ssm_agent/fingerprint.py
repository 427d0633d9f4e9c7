"""The fingerprint: how the SSM Agent tells whether it still is on the machine that it was registered on."""

from __future__ import annotations

import socket
import uuid

from agent_bootstrap.sandbox.agents.ssm_agent import log, vault
from agent_bootstrap.sandbox.agents.surroundings import at

DEFAULT_THRESHOLD = 40
"""Per cent of the hardware's properties that must be the same; -1 compares nothing."""

NO_COMPARISON = -1

_WARNINGS = 4
"""How often the real agent says that the machine has changed, within 15 s."""

_UNREAD = ("bios-hash", "disk-info", "ipaddress-info", "macaddr-info", "memory-hash", "processor-hash", "system-hash")
"""Properties that this stand-in leaves empty: a different machine-id alone makes a different machine."""


def fingerprint() -> str:
    """This machine's fingerprint, a UUID. It is made anew, and the stored one lost, where the machine-id has changed."""
    stored = vault.read(vault.FINGERPRINT)
    threshold = int(stored.get("similarityThreshold", DEFAULT_THRESHOLD))
    known, hardware = str(stored.get("fingerprint", "")), _hardware()
    same = stored.get("hardwareHash", {}).get("machine-id") == hardware["machine-id"]
    if known and (same or threshold == NO_COMPARISON):
        return known
    made = str(uuid.uuid4())
    if known:
        for _ in range(_WARNINGS):
            log.warn(
                f"Cannot connect to AWS Systems Manager.  The hardware ID ({made}) has changed"
                f" from the registered value ({known})."
            )
    _keep(made, hardware, threshold)
    return made


def set_threshold(threshold: int) -> bool:
    """Change the threshold of the stored fingerprint. False if there is none."""
    stored = vault.read(vault.FINGERPRINT)
    if not stored.get("fingerprint"):
        return False
    _keep(str(stored["fingerprint"]), _hardware(), threshold)
    return True


def _keep(made: str, hardware: dict[str, str], threshold: int) -> None:
    vault.write(vault.FINGERPRINT, {"fingerprint": made, "hardwareHash": hardware, "similarityThreshold": threshold})


def _hardware() -> dict[str, str]:
    try:
        machine = at("/etc/machine-id").read_text(encoding="ascii")
    except OSError:
        machine = ""
    return {"machine-id": machine, **dict.fromkeys(_UNREAD, ""), "hostname-info": socket.gethostname()}
