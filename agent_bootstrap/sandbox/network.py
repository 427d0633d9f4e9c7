"""The network of the sandbox: nothing but loopback, which carries the VPC's addresses, and a route into the void."""

from __future__ import annotations

import subprocess

from agent_bootstrap.sandbox.world import ADDRESSES, BLACK_HOLE, NAME_SERVER

_COMMANDS = (
    "link set lo up",
    f"address add {NAME_SERVER}/32 dev lo",
    *(f"address add {address}/32 dev lo" for address in ADDRESSES.values()),
    # What is sent to this address leaves through one end of a cable whose other end nobody listens to.
    "link add hole type veth peer name void",
    "link set hole up",
    "link set void up",
    f"route add {BLACK_HOLE}/32 dev hole src {NAME_SERVER}",
    f"neighbour add {BLACK_HOLE} lladdr 02:00:00:00:00:01 dev hole nud permanent",
)


def build() -> None:
    """Set up the addresses and routes of this network namespace."""
    subprocess.run(["ip", "-batch", "-"], check=True, input="\n".join(_COMMANDS), text=True)
