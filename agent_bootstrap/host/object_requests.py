"""One question for an object, and the beginning of the answer, on a connection of its own.

Through Python's own client: every look asks for three objects, and to load requests costs as much as all that they say.
"""

from __future__ import annotations

import contextlib
import http.client
from typing import Mapping, Optional, cast
from urllib.parse import SplitResult, urlsplit

from agent_bootstrap.host import trust_store
from agent_bootstrap.host.object_answers import CONNECT_SECONDS, HEADERS, READ_SECONDS, SMALL, ObjectAnswer


def ask(method: str, address: str, certificates: Optional[str]) -> ObjectAnswer:
    """The answer to HEAD or GET, with one byte more than `SMALL` of its body at most. Raises OSError if none came whole.

    `certificates`: the file of those to trust; the system's when None. Redirections are answers, and proxies of the caller's
    environment are none of this program's: the agents have their own.
    """
    parts = urlsplit(address)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        with contextlib.closing(_connection(parts, certificates)) as connection:
            connection.connect()
            connection.sock.settimeout(READ_SECONDS)
            connection.request(method, target, headers=HEADERS)
            answer = connection.getresponse()
            body = answer.read(SMALL + 1)
            if answer.length and len(body) <= SMALL:
                raise ConnectionError(f"the answer ended {answer.length} bytes early")
            # A message is a mapping in all but its type.
            return ObjectAnswer(address, answer.status, cast("Mapping[str, str]", answer.headers), body)
    except (http.client.HTTPException, ValueError) as error:
        raise ConnectionError(f"what came is no HTTP: {error!r}") from error


def _connection(parts: SplitResult, certificates: Optional[str]) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=CONNECT_SECONDS)
    context = trust_store.context(certificates)
    return http.client.HTTPSConnection(host, parts.port, timeout=CONNECT_SECONDS, context=context)
