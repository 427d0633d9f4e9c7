"""HTTP/1.1 on one connection: read a request, let the service answer it, and go on as long as the client likes."""

from __future__ import annotations

import email.utils
import http
import http.client
import time
from typing import BinaryIO, Callable, Optional

from agent_bootstrap.sandbox.aws_side.messages import Answer, Request, Service, Writer

LINE_BYTES = 65536
"""The longest request line or chunk size that is read."""


class BadRequestError(Exception):
    """Raised for what is no HTTP."""


def read_request(stream: BinaryIO, writer: Writer) -> Optional[Request]:
    """The next request; None once the client has hung up. Raises BadRequestError, OSError."""
    line = stream.readline(LINE_BYTES).decode("latin-1").rstrip("\r\n")
    if not line:
        return None
    words = line.split(" ")
    if len(words) != 3:
        raise BadRequestError(line)
    try:
        headers = http.client.parse_headers(stream)
    except http.client.HTTPException as error:
        raise BadRequestError(str(error)) from error
    if (headers.get("expect") or "").lower() == "100-continue":
        writer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return Request(words[0], words[1], headers, _read_body(stream, headers))


def _read_body(stream: BinaryIO, headers: http.client.HTTPMessage) -> bytes:
    try:
        if (headers.get("transfer-encoding") or "").lower() == "chunked":
            return _read_chunks(stream)
        return stream.read(int(headers.get("content-length") or 0))
    except ValueError as error:
        raise BadRequestError(str(error)) from error


def _read_chunks(stream: BinaryIO) -> bytes:
    chunks: list[bytes] = []
    while True:
        size = int(stream.readline(LINE_BYTES).partition(b";")[0], 16)
        if size == 0:
            http.client.parse_headers(stream)
            return b"".join(chunks)
        chunks.append(stream.read(size))
        stream.readline(LINE_BYTES)


def write_answer(writer: Writer, request: Request, answer: Answer, now: float) -> None:
    """Send the answer, at `now` seconds since 1970; to a HEAD, everything but its body. Raises OSError."""
    lines = [f"HTTP/1.1 {answer.status} {http.HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    lines.append(f"Date: {email.utils.formatdate(now, usegmt=True)}")
    if answer.conversation is None:
        lines.append(f"Content-Length: {len(answer.body)}")
    body = b"" if request.method == "HEAD" else answer.body[: answer.sent_bytes]
    writer.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def converse(stream: BinaryIO, writer: Writer, service: Service, clock: Callable[[], float] = time.time) -> None:
    """Answer requests until the client hangs up, asks to close, or the answer breaks the connection. Raises OSError.

    `clock` gives the time that the answers tell, in seconds since 1970.
    """
    while True:
        try:
            request = read_request(stream, writer)
        except BadRequestError:
            writer.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            return
        if request is None:
            return
        answer = service(request)
        write_answer(writer, request, answer, clock())
        if answer.conversation:
            answer.conversation(stream, writer)
        if answer.stalls and request.method != "HEAD":
            stream.read(1)
        broken = answer.sent_bytes is not None and request.method != "HEAD"
        if answer.conversation or broken or (request.header("connection") or "").lower() == "close":
            return
