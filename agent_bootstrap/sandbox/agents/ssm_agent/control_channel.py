"""The control channel: the WebSocket to ssmmessages through which Systems Manager reaches the node."""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import uuid

from agent_bootstrap.sandbox.agents import go_words, signature_version_4
from agent_bootstrap.sandbox.agents.service_calls import Request, send
from agent_bootstrap.sandbox.agents.signature_version_4 import Credentials, Scope
from agent_bootstrap.sandbox.agents.ssm_agent import VERSION, log, websocket
from agent_bootstrap.sandbox.agents.ssm_agent.node import Node
from agent_bootstrap.sandbox.agents.surroundings import shortened

_PING = 54.0
"""Seconds between two pings of the channel."""

_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 40 * 60.0
"""Seconds before a lost or failed channel is opened again: 5 s, doubled each time, 40 minutes at most."""

_TRIES = 5
"""How often the real agent reads from a broken channel before it gives it up."""

_CREATED = 201

_PREFIX = "[ssm-agent-worker] [MessageService] [MGSInteractor] "


class ChannelError(Exception):
    """The channel could not be opened; the text is the agent's."""


def keep_open(node: Node) -> None:
    """Keep the channel open for ever."""
    failures = 0
    while True:
        try:
            channel = _open(node)
        except ChannelError as error:
            log.error(f"{_PREFIX}failed to setup control channel: {error}")
            log.info("[ssm-agent-worker] [MessageService] SSM Connection channel status is set to ec2messages")
            node.channel = "ec2messages"
        else:
            failures = 0
            node.channel = "ssmmessages"
            _listen(channel)
        time.sleep(shortened(min(_FIRST_PAUSE * 2**failures, _LONGEST_PAUSE)))
        failures += 1


def _open(node: Node) -> websocket.WebSocket:
    token = _token(node)
    url = f"{_url(node)}?{urllib.parse.urlencode({'role': 'subscribe', 'stream': 'input'})}"
    headers = _signed("GET", url, {}, b"", node.credentials(), node)
    try:
        channel = websocket.open_socket(url, headers)
        greeting = {
            "MessageSchemaVersion": "1.0",
            "RequestId": str(uuid.uuid4()),
            "TokenValue": token,
            "AgentVersion": VERSION,
            "PlatformType": "linux",
        }
        channel.send(websocket.TEXT, json.dumps(greeting).encode())
    except (go_words.GoError, OSError) as error:
        raise ChannelError(f"failed to open control channel, error: {error}") from error
    log.info(f"{_PREFIX}Successfully opened websocket connection to: {channel.peer}")
    log.info("[ssm-agent-worker] [MessageService] SSM Connection channel status is set to ssmmessages")
    return channel


def _token(node: Node) -> str:
    """What CreateControlChannel gives."""
    body = json.dumps({"MessageSchemaVersion": "1.0", "RequestId": str(uuid.uuid4())}).encode()
    headers = _signed("POST", _url(node), {"Content-Type": "application/json"}, body, node.credentials(), node)
    try:
        answer = send(Request(_url(node), body, headers))
    except go_words.GoError as error:
        raise ChannelError(
            "Failed to get controlchannel token, error: CreateControlChannel failed with error: "
            f'failed to make http client call: Post "{_url(node)}": {error}'
        ) from error
    text = answer.body.decode(errors="replace")
    found = re.search(r"<TokenValue>([^<]*)</TokenValue>", text)
    if answer.status != _CREATED or not found:
        raise ChannelError(
            "Failed to get controlchannel token, error: CreateControlChannel failed with error: "
            f"unexpected response from the service: {text}"
        )
    return found.group(1)


def _listen(channel: websocket.WebSocket) -> None:
    """Stay on the channel until it is lost."""
    try:
        while True:
            # Systems Manager's messages are commands; this stand-in runs none.
            if channel.receive(shortened(_PING)) is None:
                channel.send(websocket.PING, b"keepalive")
    except (websocket.Closed, OSError) as error:
        log.error(f"{_PREFIX}Reach the retry limit {_TRIES} for receive messages. Error: {error}")
    finally:
        channel.close()


def _url(node: Node) -> str:
    return f"https://{node.configuration.ssmmessages_host(node.region)}/v1/control-channel/{node.node_id}"


def _signed(
    method: str, url: str, headers: dict[str, str], body: bytes, credentials: Credentials, node: Node
) -> dict[str, str]:
    scope = Scope(node.region, "ssmmessages")
    return signature_version_4.with_credentials(method, url, headers, body, credentials=credentials, scope=scope)
