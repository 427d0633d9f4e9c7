"""Calls of AWS services over HTTPS, with the agents' retries and the errors as AWS's SDK for Go words them."""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.parse
from typing import Any, Callable, Mapping, NamedTuple

from agent_bootstrap.sandbox.agents import go_words
from agent_bootstrap.sandbox.agents.connections import connect
from agent_bootstrap.sandbox.agents.surroundings import shortened

_RETRIES = 3
"""How often the SDK tries again (agent/ssm/util/util.go); the pause before try n+1 is 2^n times 1.0 to 1.5 s."""

_THROTTLES = ("ThrottlingException", "RequestLimitExceeded", "Throttling", "RequestThrottled")


class ServiceError(Exception):
    """A call failed; the text is the SDK's."""

    def __init__(self, code: str, message: str, *, transient: bool) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.transient = transient


class Request(NamedTuple):
    """One HTTP request."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"
    chunked: bool = False


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


def endpoint_url(endpoint: str) -> str:
    """An endpoint as the agents' settings have it, a name or a URL, as a URL."""
    return (endpoint if "://" in endpoint else f"https://{endpoint}").rstrip("/") + "/"


def send(request: Request) -> Answer:
    """One request on a connection of its own. Raises GoError."""
    parts = urllib.parse.urlsplit(request.url)
    port = parts.port or 443
    with connect(parts.hostname or "", port) as secured:
        connection = http.client.HTTPConnection(parts.hostname or "", port)
        connection.sock = secured
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": parts.netloc, **request.headers}
        body: Any = request.body
        if request.chunked:
            headers["Transfer-Encoding"], body = "chunked", iter([request.body])
        try:
            connection.request(request.method, target, body, headers, encode_chunked=request.chunked)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise go_words.broken(error) from error


def call_json(prepare: Callable[[], Request]) -> dict[str, Any]:
    """A call of the JSON protocol, tried as often as the SDK does. `prepare` makes, and signs, each try's request.

    Raises ServiceError.
    """
    return with_retries(lambda: _json_answer(prepare()))


def with_retries(attempt: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Try until it works, the failure is final, or the tries are used up. Raises ServiceError."""
    for number in range(_RETRIES + 1):
        try:
            return attempt()
        except ServiceError as error:
            if not error.transient or number == _RETRIES:
                raise
            time.sleep(shortened(2**number * random.uniform(1.0, 1.5)))
    raise AssertionError("the last try either answers or raises")


def exchange(request: Request) -> Answer:
    """One request, failures worded as the SDK words them. Raises ServiceError."""
    try:
        return send(request)
    except go_words.GoError as error:
        words = f'send request failed\ncaused by: {request.method.capitalize()} "{request.url}": {error}'
        raise ServiceError("RequestError", words, transient=True) from error


def _json_answer(request: Request) -> dict[str, Any]:
    answer = exchange(request)
    try:
        values: dict[str, Any] = json.loads(answer.body or b"{}")
    except ValueError as error:
        first = answer.body.decode(errors="replace").lstrip()[:1]
        raise ServiceError(
            "SerializationError",
            f"failed decoding JSON RPC response\n\tstatus code: {answer.status}, request id: \n"
            f"caused by: invalid character '{first}' looking for beginning of value",
            transient=True,
        ) from error
    if answer.status == http.client.OK:
        return values
    code = str(values.get("__type") or "UnknownError").rpartition("#")[2]
    transient = answer.status >= http.client.INTERNAL_SERVER_ERROR or code in _THROTTLES
    raise ServiceError(code, str(values.get("message") or values.get("Message") or ""), transient=transient)
