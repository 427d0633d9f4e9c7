"""A request and its answer, as the services see them."""

from __future__ import annotations

import dataclasses
import email.message
import gzip
import json
import urllib.parse
import zlib
from typing import Any, BinaryIO, Callable, Mapping, Optional, Protocol

from agent_bootstrap.model.value_object import value_object


class Writer(Protocol):
    """The sending end of a connection."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it. Raises OSError when nobody takes it any more."""


Conversation = Callable[[BinaryIO, Writer], None]
"""What goes on over a connection after HTTP has handed it over."""


@value_object
class Request:
    """One HTTP request."""

    method: str
    target: str
    """Path and query as they came over the wire, still encoded."""
    headers: email.message.Message
    body: bytes

    @property
    def path(self) -> str:
        """The path, still encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without its question mark, still encoded."""
        return self.target.partition("?")[2]

    @property
    def host(self) -> str:
        """The name that the client asked for, in lower case, without a port."""
        return (self.header("host") or "").partition(":")[0].lower()

    def header(self, name: str) -> Optional[str]:
        """The value of a header; None if it is missing."""
        value: Optional[str] = self.headers.get(name)
        return value

    @property
    def plain_body(self) -> bytes:
        """The body, unpacked if it came compressed; as it came if it cannot be unpacked."""
        if self.header("content-encoding") != "gzip":
            return self.body
        try:
            return gzip.decompress(self.body)
        except (OSError, EOFError, zlib.error):
            return self.body

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty for an empty body. Raises ValueError for anything else."""
        value = json.loads(self.body or b"{}")
        if not isinstance(value, dict):
            raise ValueError("the body is no JSON object")
        return value

    @property
    def operation(self) -> str:
        """AWS's name for what is asked, in whichever protocol; empty if the request names none."""
        target = self.header("x-amz-target")
        if target:
            return target.rpartition(".")[2]
        if self.header("smithy-protocol"):
            return self.path.rpartition("/")[2]
        form = self.plain_body.decode("latin-1") if "form-urlencoded" in (self.header("content-type") or "") else ""
        return urllib.parse.parse_qs(f"{self.query}&{form}").get("Action", [""])[0]


@value_object
class Answer:
    """One HTTP answer, with what the journal tells of it."""

    status: int
    operation: str
    body: bytes = b""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    node: Optional[str] = None
    """The managed node that asked, if one did."""
    sent_bytes: Optional[int] = None
    """After how many bytes of the body the connection breaks; None for all of it, and no break."""
    stalls: bool = False
    """Whether it does not break then, but stays open and silent until the client hangs up."""
    conversation: Optional[Conversation] = None
    """What follows a 101."""


Service = Callable[[Request], Answer]
"""A service answers requests; it is called from many threads."""
