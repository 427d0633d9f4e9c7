"""The network of the sandbox: nothing but loopback, which carries the site's and the VPC's addresses, and what a firewall drops."""

from __future__ import annotations

import subprocess
from typing import Iterator

from agent_bootstrap.sandbox.world import ADDRESSES, INBOUND, INTRANET, NAME_SERVERS, PROXY, SMALL_MTU, World

_COMMANDS = (
    "link set lo up",
    *(
        f"address add {address}/32 dev lo"
        for address in (*NAME_SERVERS, *INBOUND, INTRANET, PROXY, *ADDRESSES.values())
    ),
)

_TABLE = "table ip agent_bootstrap_sandbox"


def build() -> None:
    """Set up the addresses and routes of this network namespace."""
    _run("ip", "\n".join(_COMMANDS))


def follow(world: World) -> None:
    """Drop and refuse what this world's firewalls do. Raises CalledProcessError."""
    rules = "\n".join(f"    {rule}" for service, how in world.tcp.items() for rule in _rules(ADDRESSES[service], how))
    # On loopback everything is met on its way out; what comes from a host with a network of its own is met on its way in.
    chains = "".join(
        f"  chain {hook} {{\n    type filter hook {hook} priority 0\n{rules}\n  }}\n" for hook in ("output", "input")
    )
    _run("nft", f"add {_TABLE}\ndelete {_TABLE}\n{_TABLE} {{\n{chains}}}\n")


def _rules(address: str, how: str) -> Iterator[str]:
    if how == "black-hole":
        yield f"ip daddr {address} drop"
    if how == "no-route":
        # Only TCP: server and client have the same address here, and the refusal itself must arrive.
        yield f"ip daddr {address} tcp dport 443 reject with icmp type net-unreachable"
    if how == "small-mtu":
        yield f"ip saddr {address} tcp sport 443 meta length > {SMALL_MTU} drop"


def _run(program: str, commands: str) -> None:
    batch = ["-batch", "-"] if program == "ip" else ["-f", "-"]
    subprocess.run([program, *batch], check=True, input=commands, text=True)
