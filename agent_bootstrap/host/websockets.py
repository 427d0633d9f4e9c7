"""The request that opens a WebSocket (RFC 6455), on a connection that stands."""

from __future__ import annotations

import base64
import os
import socket

from agent_bootstrap.diagnosis.http_answers import HttpAnswer
from agent_bootstrap.host import http_exchange
from agent_bootstrap.host.deadline import Deadline

_SWITCHING_PROTOCOLS = 101


def upgrade(stream: socket.socket, name: str, path: str, deadline: Deadline) -> HttpAnswer:
    """Ask the host `name` to go on as a WebSocket. Raises OSError if nothing comes, ValueError if it is no HTTP."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode("ascii"),
        "Sec-WebSocket-Version": "13",
    }
    return http_exchange.get(stream, name, path, headers, deadline)


def arrived(answer: HttpAnswer) -> bool:
    """Whether the request came through to AWS: it agrees, or it refuses who asks, which is nothing of the way's."""
    return answer.status == _SWITCHING_PROTOCOLS or (answer.by_aws and answer.status >= 400)
