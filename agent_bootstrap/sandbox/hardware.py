"""The hardware of the sandbox's server: a board and a network card of its own, where the kernel would show them."""

from __future__ import annotations

import subprocess
from pathlib import Path

_CLASSES = Path("/sys/class")

PRODUCT_UUID = "5a0db0c5-7e57-4b0c-8a11-5a0db0c5a0d0"
ADDRESS = "02:00:5a:0d:b0:c5"

_FILES = {
    "dmi/id/product_uuid": PRODUCT_UUID,
    "net/eth0/address": ADDRESS,
    "net/eth0/addr_assign_type": "0",
}


def install() -> None:
    """Hide this machine's hardware behind files that a fault can change; sysfs itself takes none."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(_CLASSES)], check=True)
    for name, text in _FILES.items():
        path = _CLASSES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="ascii")
    (_CLASSES / "net/eth0/device").mkdir()
