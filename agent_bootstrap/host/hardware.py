"""The hardware: which machine this is, as far as the kernel and this process's rights let it be seen."""

from __future__ import annotations

from typing import Iterator

from agent_bootstrap.diagnosis.identity import Machine
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.problem import ProblemFoundError

_NETWORK = "/sys/class/net"

_PERMANENT = "0"
"""NET_ADDR_PERM (linux/netdevice.h): the card's own address, neither drawn at random at each boot nor given by a bond."""


def seen(files: Files) -> Machine:
    """This machine."""
    return Machine(
        machine_id=_text(files, "/etc/machine-id"),
        product_uuid=_text(files, "/sys/class/dmi/id/product_uuid"),
        macs=tuple(sorted(_macs(files))),
        hostname=_text(files, "/proc/sys/kernel/hostname"),
    )


def _macs(files: Files) -> Iterator[str]:
    for name in files.names(_NETWORK):
        card = f"{_NETWORK}/{name}"
        # Only what has a device below it is hardware, of the machine or of the hypervisor.
        if files.exists(f"{card}/device") and _text(files, f"{card}/addr_assign_type") == _PERMANENT:
            yield _text(files, f"{card}/address")


def _text(files: Files, path: str) -> str:
    """The file's only line; empty where there is none, or where a container or missing rights hide it."""
    try:
        return (files.read(path) or "").strip()
    except ProblemFoundError:
        return ""
