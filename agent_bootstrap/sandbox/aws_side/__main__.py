"""Runs the AWS side inside the sandbox, until it is told to terminate."""

from __future__ import annotations

import pathlib
import signal
import threading

from agent_bootstrap.sandbox import DIRECTORY, network
from agent_bootstrap.sandbox.aws_side.closed_network import ClosedNetwork
from agent_bootstrap.sandbox.world import ADDRESSES, INBOUND, NAME_SERVERS, PROXY, PROXY_PORT

LOOK_SECONDS = 0.05
"""How soon a changed world opens or closes a port: sooner than a person, or a test, can try it."""


def main() -> None:
    """Print `ready` once everything answers, then serve. Raises OSError if an address is missing or taken."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stopped.set())
    aws = ClosedNetwork(
        pathlib.Path(DIRECTORY),
        ((*NAME_SERVERS, *INBOUND), 53),
        ADDRESSES,
        443,
        firewall=network.follow,
        proxy=(PROXY, PROXY_PORT),
    )
    print("ready", flush=True)
    while not stopped.wait(LOOK_SECONDS):
        aws.look_again()
    aws.close()


if __name__ == "__main__":
    main()
