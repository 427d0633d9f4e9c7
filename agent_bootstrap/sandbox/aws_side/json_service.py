"""A service that speaks JSON 1.1: each operation takes a request and gives an object, or raises AwsError."""

from __future__ import annotations

import json
from typing import Callable, Mapping, Optional

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.aws_side import errors
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from agent_bootstrap.sandbox.aws_side.messages import Answer, Request


@value_object
class Result:
    """What an operation gives."""

    content: Mapping[str, object]
    node: Optional[str] = None
    """The managed node that asked, for the journal."""


Operation = Callable[[Request], Result]


def answer(operations: Mapping[str, Operation], request: Request) -> Answer:
    """The answer of the operation that the request names."""
    operation = operations.get(request.operation)
    if operation is None:
        return errors.unknown_operation(request)
    try:
        result = operation(request)
    except AwsError as error:
        return errors.json_error(error, request.operation)
    except ValueError:
        return errors.json_error(AwsError("SerializationException", "The body is no JSON object."), request.operation)
    body = json.dumps(result.content).encode()
    return Answer(200, request.operation, body, errors.json_headers(), result.node)
