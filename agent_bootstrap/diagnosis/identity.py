"""Whether this is the machine that an identity was given to: told by what a machine keeps when it is moved, renamed or grown."""

from __future__ import annotations

from typing import Iterator, Sequence

from agent_bootstrap.model.value_object import value_object

_SHOWN = 8
"""Characters of a product UUID that are shown: enough to compare, and the rest is for root alone (sysfs has it with mode 0400)."""

_SWAPPED = 3
"""SMBIOS 2.6 turned the bytes of a UUID's first three fields round, so a new kernel or hypervisor may tell the same UUID so."""


@value_object
class Machine:
    """What tells one machine from another. What cannot be seen is empty."""

    machine_id: str = ""
    product_uuid: str = ""
    macs: tuple[str, ...] = ()
    """Permanent addresses of the network cards, sorted; those of bridges, bonds and containers are not among them."""
    hostname: str = ""


def differences(noted: Machine, seen: Machine) -> tuple[str, ...]:
    """What shows that `seen` is not the machine that was noted. Empty if it is the same one, or if that cannot be told.

    The product UUID decides, since a clone gets a new one, and a move to another host (vMotion), new memory or a new name keep it.
    Where there is none, the network cards do: all of them must be others. The rest is told for whoever has to judge.
    """
    if noted.product_uuid and seen.product_uuid:
        other = seen.product_uuid.lower() not in _spellings(noted.product_uuid)
    else:
        other = bool(noted.macs and seen.macs) and not set(noted.macs) & set(seen.macs)
    return tuple(_told(noted, seen)) if other else ()


def same(noted: Machine, seen: Machine) -> bool:
    """Whether `seen` certainly is the machine that was noted.

    Containers show the product UUID of the machine that they are on and no card of their own; a copy of one has another name at least.
    """
    alike = (noted.machine_id, noted.hostname) == (seen.machine_id, seen.hostname)
    return bool(noted.machine_id) and alike and not differences(noted, seen)


def outdated(noted: Machine, seen: Machine) -> bool:
    """Whether the same machine shows more than was noted, or something else: a product UUID, a new network card, another name."""
    more = bool(seen.product_uuid and not noted.product_uuid) or bool(set(seen.macs) - set(noted.macs))
    return more or seen.hostname not in ("", noted.hostname)


def _told(noted: Machine, seen: Machine) -> Iterator[str]:
    yield _change("product UUID", f"{noted.product_uuid[:_SHOWN]}…", f"{seen.product_uuid[:_SHOWN]}…")
    yield _change("network cards", _listed(noted.macs), _listed(seen.macs))
    yield _change("hostname", noted.hostname, seen.hostname)
    same = noted.machine_id == seen.machine_id
    yield f"/etc/machine-id is {'the same, as in a copy of a disk' if same else 'another'}"


def _change(name: str, then: str, now: str) -> str:
    return f"{name}: {then}, as it was" if then == now else f"{name}: was {then}, is {now}"


def _listed(macs: Sequence[str]) -> str:
    return " ".join(macs) or "none"


def _spellings(uuid: str) -> tuple[str, ...]:
    fields = uuid.lower().split("-")
    turned = ["".join(reversed([field[at : at + 2] for at in range(0, len(field), 2)])) for field in fields[:_SWAPPED]]
    return "-".join(fields), "-".join([*turned, *fields[_SWAPPED:]])
