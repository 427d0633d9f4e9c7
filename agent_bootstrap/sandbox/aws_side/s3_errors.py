"""The errors of S3, as the XML that it sends."""

from __future__ import annotations

import html
import secrets

from agent_bootstrap.sandbox.aws_side.messages import Answer
from agent_bootstrap.sandbox.world import DOMAIN

_MESSAGES = {
    "AccessDenied": (403, "Access Denied"),
    "InvalidRange": (416, "The requested range is not satisfiable"),
    "NoSuchBucket": (404, "The specified bucket does not exist"),
    "NoSuchKey": (404, "The specified key does not exist."),
    "PermanentRedirect": (
        301,
        "The bucket you are attempting to access must be addressed using the specified endpoint. "
        "Please send all future requests to this endpoint.",
    ),
    "SlowDown": (503, "Please reduce your request rate."),
}
"""Code -> status and message: Amazon S3 API Reference, "Error responses"."""


def headers() -> dict[str, str]:
    """What goes with every answer of S3."""
    return {
        "x-amz-request-id": secrets.token_hex(8).upper(),
        "x-amz-id-2": secrets.token_urlsafe(56),
        "Server": "AmazonS3",
    }


def error(code: str, operation: str, **details: str) -> Answer:
    """The answer for an error; `details` become elements beside the message."""
    status, message = _MESSAGES[code]
    sent = {**headers(), "Content-Type": "application/xml"}
    elements = {
        "Code": code,
        "Message": message,
        **details,
        "RequestId": sent["x-amz-request-id"],
        "HostId": sent["x-amz-id-2"],
    }
    texts = (f"<{name}>{html.escape(text, quote=False)}</{name}>" for name, text in elements.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{"".join(texts)}</Error>'
    return Answer(status, operation, body.encode(), sent)


def redirect(operation: str, bucket: str, region: str) -> Answer:
    """The answer for a bucket that lies in another Region."""
    answer = error("PermanentRedirect", operation, Endpoint=f"{bucket}.s3.{region}.{DOMAIN}", Bucket=bucket)
    return Answer(answer.status, operation, answer.body, {**answer.headers, "x-amz-bucket-region": region})


def website(operation: str) -> Answer:
    """The answer to a browser that asks for no bucket at all."""
    return Answer(307, operation, b"", {**headers(), "Location": "https://aws.amazon.com/s3/"})
