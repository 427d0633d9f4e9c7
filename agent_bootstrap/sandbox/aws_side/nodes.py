"""The managed nodes that registered, with what they told of themselves; a file shows them to tests, without secrets."""

from __future__ import annotations

import dataclasses
import datetime
import json
import pathlib
import secrets
import threading
from typing import TYPE_CHECKING, Mapping, Optional

from agent_bootstrap.sandbox.aws_side import atomic_files

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import rsa


@dataclasses.dataclass
class Node:
    """One managed node."""

    id: str
    public_key: rsa.RSAPublicKey
    fingerprint: str
    registered_at: datetime.datetime
    tokens: int = 0
    """How many times it got role credentials."""
    last_ping_at: Optional[datetime.datetime] = None
    information: Mapping[str, object] = dataclasses.field(default_factory=dict)
    """What UpdateInstanceInformation said, each thing as it was said last."""

    compliance: Mapping[str, object] = dataclasses.field(default_factory=dict)
    """Type of compliance -> what PutComplianceItems said last of it."""

    def as_json(self) -> dict[str, object]:
        """What anybody may know of it."""
        return {
            "registered_at": self.registered_at.isoformat(),
            "tokens": self.tokens,
            "last_ping_at": self.last_ping_at.isoformat() if self.last_ping_at else None,
            "information": dict(self.information),
            "compliance": dict(self.compliance),
        }


class Nodes:
    """All managed nodes of the activation. Safe to use from many threads."""

    def __init__(self, file: pathlib.Path) -> None:
        self._file = file
        self._nodes: dict[str, Node] = {}
        self._lock = threading.Lock()

    def register(self, public_key: rsa.RSAPublicKey, fingerprint: str, limit: int) -> Optional[Node]:
        """A new managed node; None if `limit` of them have registered already."""
        with self._lock:
            if len(self._nodes) >= limit:
                return None
            # An ID of a managed node is `mi-` and 17 hexadecimal digits.
            node = Node(f"mi-{secrets.token_hex(9)[:17]}", public_key, fingerprint, _now())
            self._nodes[node.id] = node
            self._write()
            return node

    def find(self, node_id: str) -> Optional[Node]:
        """The managed node with this ID; None if there is none."""
        with self._lock:
            return self._nodes.get(node_id)

    def all(self) -> tuple[Node, ...]:
        """The managed nodes in the order in which they registered."""
        with self._lock:
            return tuple(self._nodes.values())

    def give_token(self, node: Node) -> None:
        """Note that the node got role credentials."""
        with self._lock:
            node.tokens += 1
            self._write()

    def ping(self, node: Node, information: Mapping[str, object]) -> None:
        """Note that the node reported its health, and what it said."""
        with self._lock:
            # The first ping of a start tells less than the ones before it.
            node.last_ping_at, node.information = _now(), {**node.information, **information}
            self._write()

    def comply(self, node: Node, kind: str, said: Mapping[str, object]) -> None:
        """Keep what was said of the node's compliance of this type, in place of what was said before."""
        with self._lock:
            node.compliance = {**node.compliance, kind: said}
            self._write()

    def _write(self) -> None:
        nodes = {node.id: node.as_json() for node in self._nodes.values()}
        text = json.dumps({"slots_used": len(nodes), "nodes": nodes}, indent=2)
        atomic_files.replace(self._file, text.encode())


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)
