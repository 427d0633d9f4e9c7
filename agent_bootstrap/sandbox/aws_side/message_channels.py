"""Session messages: a managed node opens its control channel, and keeps it."""

from __future__ import annotations

import json
import re
import secrets
from typing import BinaryIO, Callable

from agent_bootstrap.sandbox.aws_side import errors, websocket
from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from agent_bootstrap.sandbox.aws_side.messages import Answer, Conversation, Request, Writer
from agent_bootstrap.sandbox.world import World

_CONTROL_CHANNEL = re.compile(r"/v1/control-channel/(mi-[0-9a-f]{17})")


class MessageChannels:
    """The `ssmmessages` endpoint."""

    def __init__(self, world: Callable[[], World], callers: Callers) -> None:
        self._world = world
        self._callers = callers
        self._tokens: dict[str, str] = {}

    def __call__(self, request: Request) -> Answer:
        """Answer one request: a POST gives a token, the upgrade of a GET opens the channel with it."""
        match = _CONTROL_CHANNEL.fullmatch(request.path)
        if not match or request.method not in ("GET", "POST"):
            return errors.unknown_operation(request)
        operation = "CreateControlChannel" if request.method == "POST" else "OpenControlChannel"
        try:
            caller = self._callers.authenticate(request, "ssmmessages", operation)
            if caller.node != match[1]:
                raise AwsError("AccessDeniedException", f"User is not authorized to perform: ssmmessages:{operation}")
        except AwsError as error:
            return errors.rest_error(error, operation)
        return self._create(match[1]) if request.method == "POST" else self._open(request, match[1])

    def _create(self, node: str) -> Answer:
        self._tokens[node] = secrets.token_urlsafe(48)
        body = (
            "<CreateControlChannelResponse><MessageSchemaVersion>1.0</MessageSchemaVersion>"
            f"<TokenValue>{self._tokens[node]}</TokenValue></CreateControlChannelResponse>"
        )
        return Answer(201, "CreateControlChannel", body.encode(), errors.xml_headers(), node)

    def _open(self, request: Request, node: str) -> Answer:
        headers = websocket.accept_headers(request)
        if headers is None:
            return errors.unknown_operation(request)
        token = self._tokens.pop(node, "")
        return Answer(101, "OpenControlChannel", b"", headers, node, conversation=self._conversation(token))

    def _conversation(self, token: str) -> Conversation:
        return _conversation(token, cut=self._world().websockets == "cut")


def _conversation(token: str, *, cut: bool) -> Conversation:
    def converse(stream: BinaryIO, writer: Writer) -> None:
        opened = False
        frame = websocket.read_frame(stream)
        while frame and frame.opcode != websocket.CLOSE:
            if frame.opcode == websocket.PING:
                websocket.write_frame(writer, websocket.PONG, frame.payload)
            elif frame.opcode == websocket.TEXT and not opened:
                opened = bool(token) and _token_in(frame.payload) == token
                if cut:
                    return
                if not opened:
                    status = websocket.POLICY_VIOLATION.to_bytes(2, "big")
                    websocket.write_frame(writer, websocket.CLOSE, status)
                    return
            frame = websocket.read_frame(stream)
        if frame:
            websocket.write_frame(writer, websocket.CLOSE, frame.payload)

    return converse


def _token_in(payload: bytes) -> object:
    """The TokenValue of the message with which the agent opens the channel; None if it is not one."""
    try:
        message = json.loads(payload)
    except ValueError:
        return None
    return message.get("TokenValue") if isinstance(message, dict) else None
