"""One request and its answer on a connection that stands, within a bounded time and size."""

from __future__ import annotations

import socket
from typing import Mapping

from agent_bootstrap.diagnosis import http_answers
from agent_bootstrap.diagnosis.http_answers import HttpAnswer
from agent_bootstrap.host.deadline import Deadline

LONGEST = 16 * 1024
"""Bytes of an answer that are read: AWS's errors have some hundred, and a stranger's page shows its title early."""


def get(stream: socket.socket, name: str, path: str, headers: Mapping[str, str], deadline: Deadline) -> HttpAnswer:
    """Ask the host `name` for `path`. Raises OSError if nothing comes, ValueError if what comes is no HTTP."""
    sent = {"Host": name, "User-Agent": "agent-bootstrap", "Connection": "close", **headers}
    lines = (f"GET {path} HTTP/1.1", *(f"{header}: {value}" for header, value in sent.items()), "", "")
    stream.settimeout(deadline.left())
    stream.sendall("\r\n".join(lines).encode("ascii"))
    return http_answers.parse(_received(stream, deadline))


def _received(stream: socket.socket, deadline: Deadline) -> bytes:
    """What comes until the answer is complete, the other side has said all, or the time is over."""
    received = b""
    while not http_answers.complete(received) and len(received) < LONGEST and not deadline.over:
        stream.settimeout(deadline.left())
        try:
            more = stream.recv(LONGEST)
        except socket.timeout:
            break
        if not more:
            break
        received += more
    if not received:
        silent = deadline.over
        raise ConnectionError("no answer came in time" if silent else "the connection was closed without an answer")
    return received
