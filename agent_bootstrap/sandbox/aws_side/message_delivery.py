"""EC2 messages: the older way of Run Command, polled for messages that never come here."""

from __future__ import annotations

import time
import uuid

from agent_bootstrap.sandbox.aws_side import json_service
from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.aws_side.json_service import Result
from agent_bootstrap.sandbox.aws_side.messages import Answer, Request

POLL_SECONDS = 2.0
"""How long a poll waits for a message. AWS waits 20 s; nothing is learned from waiting that long."""


class MessageDelivery:
    """The `ec2messages` endpoint."""

    def __init__(self, callers: Callers) -> None:
        self._callers = callers
        self._operations = {"GetMessages": self._get_messages}

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        return json_service.answer(self._operations, request)

    def _get_messages(self, request: Request) -> Result:
        caller = self._callers.authenticate(request, "ec2messages")
        time.sleep(POLL_SECONDS)
        content = {
            "Destination": request.json().get("Destination", ""),
            "Messages": [],
            "MessagesRequestId": str(uuid.uuid4()),
        }
        return Result(content, caller.node)
