"""CloudWatch and CloudWatch Logs take metrics and events, and give them back: moto's own servers, in this process."""

from __future__ import annotations

import importlib
import threading
from http import HTTPStatus
from typing import Any, Optional

from agent_bootstrap.sandbox.aws_side import errors
from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from agent_bootstrap.sandbox.aws_side.messages import Answer, Request
from agent_bootstrap.sandbox.world import endpoint_name

_MOTO_NAMES = {"monitoring": "cloudwatch", "logs": "logs"}

_REPLACED = ("host", "content-length", "content-encoding", "transfer-encoding", "date", "connection")
"""Headers that belong to one connection or one encoding, and are made anew for the next."""

_MOTO = threading.Lock()
"""Moto keeps its state in plain dictionaries, so it is asked one thing at a time."""


class CloudWatch:
    """The `monitoring` or the `logs` endpoint."""

    def __init__(self, service: str, callers: Callers) -> None:
        self._service = service
        self._callers = callers
        self._moto: Any = None
        self._metrics: list[Request] = []
        """Taken, and not yet handed to moto."""

    def __call__(self, request: Request) -> Answer:
        """Answer one request; one that nobody signed properly never reaches moto."""
        if self._service == "logs" and not request.operation:
            return errors.unknown_operation(request)
        operation = request.operation or f"{request.method} {request.path}"
        try:
            caller = self._callers.authenticate(request, self._service)
            if not request.operation:
                raise AwsError("MissingAction", "The request names no action.")
            if self._callers.swallowed(operation):
                return _taken(request, operation, caller.node)
            with _MOTO:
                return self._answer(request, operation, caller.node)
        except AwsError as error:
            return self._error(error, request, operation)

    def _answer(self, request: Request, operation: str, node: Optional[str]) -> Answer:
        if operation == "PutMetricData":
            # At AWS, too, a metric is taken at once and found later. Most sandboxes end before anybody looks for it.
            self._metrics.append(request)
            return _taken(request, operation, node)
        while self._metrics:
            self._store(self._metrics.pop(0))
        return self._ask_moto(request, operation, node)

    def _store(self, metrics: Request) -> None:
        answer = self._ask_moto(metrics, metrics.operation, None)
        if answer.status != HTTPStatus.OK:
            raise AwsError("InternalFailure", f"moto stores no metric that was taken before: {answer.body!r}", 500)

    def _ask_moto(self, request: Request, operation: str, node: Optional[str]) -> Answer:
        from werkzeug.test import EnvironBuilder
        from werkzeug.wrappers import Response

        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _REPLACED]
        asked = EnvironBuilder(
            path=request.path,
            query_string=request.query,
            base_url=f"https://{endpoint_name(self._service)}",
            method=request.method,
            headers=headers,
            data=request.plain_body,
        )
        given = Response.from_app(self._application(), asked.get_environ())
        kept = {name: value for name, value in given.headers.items() if name.lower() not in _REPLACED}
        kept.setdefault("x-amzn-RequestId", errors.request_id())
        return Answer(given.status_code, operation, given.get_data(), kept, node)

    def _error(self, error: AwsError, request: Request, operation: str) -> Answer:
        if self._service == "logs":
            return errors.json_error(error, operation)
        if request.header("smithy-protocol"):
            return errors.with_query_code(errors.cbor_error(error, operation), error)
        if request.header("x-amz-target"):
            return errors.with_query_code(errors.json_error(error, operation), error)
        return errors.query_error(error, operation)

    def _application(self) -> Any:
        if self._moto is None:
            # It takes half a second and 200 MB to load: not before somebody needs it.
            server = importlib.import_module("moto.moto_server.werkzeug_app")
            self._moto = server.create_backend_app(_MOTO_NAMES[self._service])
        return self._moto


def _taken(request: Request, operation: str, node: Optional[str]) -> Answer:
    """The answer of an operation that returns nothing: empty, but in the older protocol."""
    protocol = request.header("smithy-protocol")
    if protocol or request.header("x-amz-target"):
        headers = {"x-amzn-RequestId": errors.request_id(), **({"smithy-protocol": protocol} if protocol else {})}
        return Answer(HTTPStatus.OK, operation, b"", headers, node)
    headers = errors.xml_headers()
    body = (
        f'<{operation}Response xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><ResponseMetadata>'
        f"<RequestId>{headers['x-amzn-RequestId']}</RequestId></ResponseMetadata></{operation}Response>"
    )
    return Answer(HTTPStatus.OK, operation, body.encode(), headers, node)
