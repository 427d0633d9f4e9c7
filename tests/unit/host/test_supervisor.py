"""What systemd is told, through a socket that stands for its own."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from agent_bootstrap.host.supervisor import Supervisor
from tests.unit.host.datagrams import Mailbox


def test_each_word_is_one_datagram_of_lines(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "notify")
    supervisor = Supervisor.of({"NOTIFY_SOCKET": str(mailbox.path), "WATCHDOG_USEC": "180000000"})
    assert supervisor.watchdog_seconds == 180.0
    supervisor.ready()
    supervisor.reloading(12.5)
    supervisor.alive()
    supervisor.status("Converged")
    supervisor.stopping()
    assert list(mailbox.letters()) == [
        b"READY=1", b"RELOADING=1\nMONOTONIC_USEC=12500000", b"WATCHDOG=1", b"STATUS=Converged", b"STOPPING=1",
    ]  # fmt: skip


def test_a_status_of_several_lines_cannot_say_anything_else(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "notify")
    Supervisor(str(mailbox.path), 0).status("Stuck: a file says\nSTOPPING=1\n")
    assert list(mailbox.letters()) == [b"STATUS=Stuck: a file says STOPPING=1"]


def test_bytes_that_are_no_text_do_not_end_the_process(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "notify")
    Supervisor(str(mailbox.path), 0).status("Stuck: caf\udce9")
    assert list(mailbox.letters()) == [b"STATUS=Stuck: caf?"]


def test_an_abstract_socket_is_reached(tmp_path: Path) -> None:
    name = f"agent-bootstrap-{os.getpid()}-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mailbox:
        mailbox.bind(f"\0{name}")
        mailbox.settimeout(5)
        Supervisor(f"@{name}", 0).ready()
        assert mailbox.recv(100) == b"READY=1"


def test_nobody_is_told_where_nobody_supervises() -> None:
    supervisor = Supervisor.of({})
    supervisor.ready()
    assert (supervisor.address, supervisor.watchdog_seconds) == ("", 0.0)


def test_a_supervisor_that_is_gone_is_no_reason_to_stop(tmp_path: Path) -> None:
    Supervisor(str(tmp_path / "gone"), 0).alive()
