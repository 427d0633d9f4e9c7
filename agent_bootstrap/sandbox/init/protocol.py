"""How `systemctl` talks to PID 1: one JSON line there, one back, over a unix socket."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import TypedDict, cast

SOCKET_NAME = "systemd.sock"
NOTIFY_NAME = "notify.sock"
ERRANDS_NAME = "errands.sock"


class Request(TypedDict, total=False):
    """What a client asks for."""

    verb: str
    """As systemctl(1) names it; `show` gives the properties of units, `list-units` those of all that are loaded."""
    units: list[str]
    """Names with their suffix."""
    no_block: bool
    signal: str
    whom: str


class Answer(TypedDict, total=False):
    """What PID 1 says about one unit."""

    complaint: str
    """For standard error; nothing there means that it went well."""
    exit_code: int
    said: list[str]
    """Further lines: links that were made, the text of unit files."""
    properties: dict[str, str]


def ask(directory: Path, request: Request) -> list[Answer]:
    """One answer per unit. Raises OSError when no PID 1 of ours listens in `directory`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(directory / SOCKET_NAME))
        connection.sendall(json.dumps(request).encode() + b"\n")
        with connection.makefile("rb") as answers:
            line = answers.readline()
    if not line:
        raise ConnectionResetError("PID 1 of the sandbox has ended")
    return cast("list[Answer]", json.loads(line))
