from __future__ import annotations

import json
import os
import re
from typing import Any

from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.world import World

QUERY = "?role=subscribe&stream=input"


def frame(opcode: int, payload: bytes) -> bytes:
    mask = os.urandom(4)
    length = bytes((0x80 | len(payload),)) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes((0x80 | opcode,)) + length + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def create(aws: Any, node: Any, role: Any) -> Any:
    target = f"/v1/control-channel/{node.id}"
    headers = {"content-type": "application/json"}
    return aws.call("ssmmessages", "POST", target, aws.sign(role, "ssmmessages", "POST", target, headers, b"{}"), b"{}")


def upgrade(aws: Any, node: Any, role: Any) -> Any:
    target = f"/v1/control-channel/{node.id}{QUERY}"
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    # The key and the answer to it are the example of RFC 6455, 1.3.
    signed = {
        **aws.sign(role, "ssmmessages", "GET", target, {}, b""),
        **headers,
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    opened = aws.connect("ssmmessages")
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in signed.items()), "", ""]
    opened.sendall("\r\n".join(lines).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += opened.recv(4096)
    return opened, answer.decode()


def test_a_control_channel_opens_with_its_token_pings_and_closes(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    created = create(aws, node, role)
    assert created.status == 201
    token = re.search(rb"<TokenValue>(.+)</TokenValue>", created.body)
    assert token
    opened, answer = upgrade(aws, node, role)
    assert answer.startswith("HTTP/1.1 101 Switching Protocols\r\n")
    assert "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in answer
    opened.sendall(frame(1, json.dumps({"TokenValue": token[1].decode(), "AgentVersion": "x" * 100}).encode()))
    opened.sendall(frame(9, b"ping"))
    assert opened.recv(100) == b"\x8a\x04ping"
    opened.sendall(frame(8, b"\x03\xe8"))
    assert opened.recv(100) == b"\x88\x02\x03\xe8"
    opened.close()
    assert [entry["operation"] for entry in aws.journal()][-2:] == ["CreateControlChannel", "OpenControlChannel"]


def test_a_channel_with_another_token_is_closed(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    create(aws, node, role)
    opened, _ = upgrade(aws, node, role)
    opened.sendall(frame(1, b'{"TokenValue": "guessed"}'))
    assert opened.recv(100) == b"\x88\x02\x03\xf0"
    opened.close()


def test_a_node_opens_no_channel_of_another(aws: Any) -> None:
    aws.set_world(activation_limit=2)
    (_, node), (_, other) = aws.register(), aws.register()
    reply = create(aws, node, aws.role(other))
    assert reply.status == 403
    assert b"<AccessDeniedException>" in reply.body


def test_a_poll_for_messages_finds_none(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    target = "AmazonSSMMessageDeliveryService.GetMessages"
    reply = aws.json_call("ec2messages", target, {"Destination": node.id}, role)
    assert (reply.json()["Destination"], reply.json()["Messages"]) == (node.id, [])


def test_two_sets_of_credentials_are_never_the_same() -> None:
    callers = Callers(World)
    assert len({callers.issue("mi-1").access_key_id for _ in range(50)}) == 50
