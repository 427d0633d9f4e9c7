"""The supervisor: systemd, as far as it starts this process, asks how it is, and shows what it says of itself."""

from __future__ import annotations

import contextlib
import socket
from typing import Mapping

from agent_bootstrap.model.component import component


@component
class Supervisor:
    """What sd_notify(3) describes: one datagram of NAME=VALUE lines to a socket of systemd's."""

    address: str
    """The socket; empty where nobody supervises this process, and then nothing is told."""
    watchdog_seconds: float
    """How long systemd waits for a sign of life; 0 if it does not."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Supervisor:
        """Who supervises a process with this environment."""
        return cls(environment.get("NOTIFY_SOCKET", ""), int(environment.get("WATCHDOG_USEC", "0")) / 1e6)

    def ready(self) -> None:
        """The service has started, or has read its settings anew."""
        self._tell("READY=1")

    def reloading(self, monotonic: float) -> None:
        """The service reads its settings anew since this moment of the monotonic clock; `ready` ends it."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={int(monotonic * 1e6)}")

    def alive(self) -> None:
        """A piece of work is finished."""
        self._tell("WATCHDOG=1")

    def status(self, words: str) -> None:
        """The line that `systemctl status` shows."""
        self._tell(f"STATUS={' '.join(words.split())}")

    def stopping(self) -> None:
        """The service ends."""
        self._tell("STOPPING=1")

    def _tell(self, *lines: str) -> None:
        if not self.address:
            return
        # An `@` in front stands for the null byte of the abstract name space.
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        # A supervisor that cannot be told is no reason to stop working; its watchdog will speak.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
            datagrams.sendto("\n".join(lines).encode(errors="replace"), address)
