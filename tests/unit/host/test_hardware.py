"""The hardware, read where the kernel shows it."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.diagnosis.identity import Machine
from agent_bootstrap.host import hardware
from agent_bootstrap.host.files import Files


def card(root: Path, name: str, address: str, *, assigned: str = "0", device: bool = True) -> None:
    place = root / "sys/class/net" / name
    place.mkdir(parents=True)
    (place / "address").write_text(f"{address}\n")
    (place / "addr_assign_type").write_text(f"{assigned}\n")
    if device:
        (place / "device").mkdir()


def test_only_permanent_addresses_of_real_cards_count(tmp_path: Path) -> None:
    card(tmp_path, "eth1", "02:00:00:00:00:02")
    card(tmp_path, "eth0", "02:00:00:00:00:01")
    card(tmp_path, "eth2", "02:00:00:00:00:03", assigned="3")
    card(tmp_path, "br0", "02:00:00:00:00:04", device=False)
    (tmp_path / "sys/class/net/bonding_masters").write_text("")
    assert hardware.seen(Files(tmp_path)).macs == ("02:00:00:00:00:01", "02:00:00:00:00:02")


def test_what_is_hidden_is_empty(tmp_path: Path) -> None:
    (tmp_path / "etc/machine-id").mkdir(parents=True)
    assert hardware.seen(Files(tmp_path)) == Machine()
