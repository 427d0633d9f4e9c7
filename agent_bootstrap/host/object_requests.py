"""One question for an object, and the beginning of the answer, on a connection of its own.

Through Python's own client: every look asks for three objects, and to load requests costs as much as all that they say.
"""

from __future__ import annotations

import contextlib
import http.client
from typing import Mapping, Optional, cast
from urllib.parse import urlsplit

from agent_bootstrap.diagnosis.object_answers import ObjectAnswer
from agent_bootstrap.host import trust_store

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
"""Seconds for the connection, and for each read: a healthy line never pauses so long (AWS's CLI waits 60 s for both)."""

SMALL = 64 * 1024
"""Limit in bytes for what is read into memory: VERSION files, keys and signatures are all under 10 kB."""

HEADERS = {"User-Agent": "agent-bootstrap", "Accept-Encoding": "identity"}
"""Of every question."""


def ask(method: str, address: str, certificates: Optional[str]) -> ObjectAnswer:
    """The answer to HEAD or GET, with one byte more than `SMALL` of its body at most. Raises OSError if none came whole.

    `certificates`: the file of those to trust; the system's when None. Redirections are answers, and proxies of the caller's
    environment are none of this program's: the agents have their own.
    """
    parts, context = urlsplit(address), trust_store.context(certificates)
    client = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS, context=context)
    try:
        with contextlib.closing(client) as connection:
            connection.connect()
            connection.sock.settimeout(READ_SECONDS)
            connection.request(method, parts.path, headers=HEADERS)
            answer = connection.getresponse()
            body = answer.read(SMALL + 1)
            if answer.length and len(body) <= SMALL:
                raise ConnectionError(f"the answer ended {answer.length} bytes early")
            # A message is a mapping in all but its type.
            return ObjectAnswer(address, answer.status, cast("Mapping[str, str]", answer.headers), body)
    except (http.client.HTTPException, ValueError) as error:
        raise ConnectionError(f"what came is no HTTP: {error!r}") from error
