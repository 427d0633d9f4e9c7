"""Who gave an HTTP answer: AWS, a page that somebody puts in AWS's place, or another server."""

from __future__ import annotations

import re
from typing import Mapping, Optional
from urllib.parse import urlsplit

from agent_bootstrap.diagnosis import foreign_words
from agent_bootstrap.model.value_object import value_object

_MARK = "x-amz"
"""AWS's services put x-amzn-RequestId or x-amz-request-id into every answer, whatever its status."""

_UNKNOWN_OPERATION = "UnknownOperationException"
"""What AWS's own troubleshooting page has people look for in the answer to `curl https://ssm.REGION.amazonaws.com`."""

_JSON_ERROR = re.compile(r'\s*\{.*"(__type|message|Message|code)"\s*:', re.DOTALL)
_XML_ERROR = re.compile(r"\s*(<\?xml[^>]*>\s*)?<(Error|ErrorResponse|Response|\w+Exception)[\s/>]")
"""The shapes of AWS's errors: JSON and XML protocols (smithy.io/2.0/aws/protocols), S3, and the older query protocol."""

_AWS_DOMAINS = ("amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "amazonaws.cn", "api.aws", "amazon.com")
"""Where AWS sends a browser that asks an endpoint for `/`: its product pages, among others."""

_BLOCK_PAGES = (401, 403, 407, 451, 511)
"""Statuses with which a filter shows its page; 511 is a portal's own (RFC 6585, 6)."""


@value_object
class HttpAnswer:
    """One answer, as far as it was read."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: str

    @property
    def by_aws(self) -> bool:
        """Whether AWS gave it. In doubt yes: a false alarm would send people to look for a device that is not there."""
        if any(name.startswith(_MARK) for name in self.headers) or _UNKNOWN_OPERATION in self.body:
            return True
        if 300 <= self.status < 400:
            return _leads_to_aws(self.headers.get("location", ""))
        cbor = "cbor" in self.headers.get("content-type", "")
        return self.status >= 400 and bool(cbor or _JSON_ERROR.match(self.body) or _XML_ERROR.match(self.body))

    @property
    def is_page(self) -> bool:
        """Whether somebody shows a person a page, or sends a browser to one."""
        if 300 <= self.status < 400:
            return True
        kind, start = self.headers.get("content-type", ""), self.body.lstrip()[:15].lower()
        html = "text/html" in kind or start.startswith(("<!doctype html", "<html"))
        return html and (self.status < 300 or self.status in _BLOCK_PAGES)

    @property
    def words(self) -> str:
        """What a person recognizes it by: status, server, where it leads, the page's title."""
        title = re.search(r"<title[^>]*>(.*?)</title>", self.body, re.IGNORECASE | re.DOTALL)
        parts = {
            "Server": self.headers.get("server"),
            "Location": self.headers.get("location"),
            "title": title[1] if title else None,
        }
        told = (f"{name}: {foreign_words.shown(value)}" for name, value in parts.items() if value)
        return ", ".join((f"HTTP {self.status}", *told))


def complete(received: bytes) -> bool:
    """Whether an answer that came so far needs no more bytes to be understood."""
    _head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return False
    answer = parse(received)
    length = answer.headers.get("content-length", "")
    if answer.status in (101, 204, 304):
        return True
    if length.isdecimal():
        return len(body) >= int(length)
    return "chunked" in answer.headers.get("transfer-encoding", "") and body.endswith(b"0\r\n\r\n")


def parse(received: bytes) -> HttpAnswer:
    """The answer in these bytes. Raises ValueError if they do not begin like HTTP."""
    head, _, body = received.decode("latin-1").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    status = re.match(r"HTTP/\d\.\d (\d{3})\b", first)
    if status is None:
        raise ValueError(f"this is no HTTP: {foreign_words.shown(first)}")
    pairs = (line.partition(":") for line in lines)
    return HttpAnswer(int(status[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}, body)


def _leads_to_aws(location: str) -> bool:
    try:
        host: Optional[str] = urlsplit(location).hostname
    except ValueError:
        return False
    return any(host == domain or (host or "").endswith(f".{domain}") for domain in _AWS_DOMAINS)
