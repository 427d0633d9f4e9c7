"""KMS: reachable, and closed to everybody here, since the node's role has no rights to any key."""

from __future__ import annotations

from agent_bootstrap.sandbox.aws_side import errors
from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from agent_bootstrap.sandbox.aws_side.messages import Answer, Request


class KeyManagement:
    """The `kms` endpoint."""

    def __init__(self, callers: Callers) -> None:
        self._callers = callers

    def __call__(self, request: Request) -> Answer:
        """Answer one request: who signs well is denied, who does not is told so."""
        if not request.operation:
            return errors.unknown_operation(request)
        try:
            self._callers.authenticate(request, "kms")
            raise AwsError("AccessDeniedException", f"User is not authorized to perform: kms:{request.operation}")
        except AwsError as error:
            return errors.json_error(error, request.operation)
