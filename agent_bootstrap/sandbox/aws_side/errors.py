"""An error of AWS has a code that programs act upon and a message for people; each protocol writes it differently."""

from __future__ import annotations

import dataclasses
import html
import json
import uuid
from typing import Mapping

from agent_bootstrap.sandbox.aws_side.messages import Answer, Request

JSON_TYPE = "application/x-amz-json-1.1"

UNKNOWN_OPERATION = b"<UnknownOperationException/>\n"
"""What AWS tells a browser; its own troubleshooting page uses it as the proof that an endpoint is reached."""

_QUERY_CODES = {
    "ExpiredTokenException": "ExpiredToken",
    "IncompleteSignatureException": "IncompleteSignature",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "UnrecognizedClientException": "InvalidClientTokenId",
}
"""AWS's older protocol has other words for the same errors."""


class AwsError(Exception):
    """Raised where AWS would answer with this error."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def request_id() -> str:
    """A new ID for an answer."""
    return str(uuid.uuid4())


def json_headers() -> Mapping[str, str]:
    """What goes with every answer in JSON."""
    return {"Server": "Server", "Content-Type": JSON_TYPE, "x-amzn-RequestId": request_id()}


def json_error(error: AwsError, operation: str) -> Answer:
    """The error as Systems Manager, KMS and CloudWatch Logs write it."""
    body = json.dumps({"__type": error.code, "message": error.message}).encode()
    return Answer(error.status, operation, body, json_headers())


def rest_error(error: AwsError, operation: str) -> Answer:
    """The error as session messages write it: an XML element of the code's name, with status 403."""
    message = html.escape(error.message, quote=False)
    body = f"<{error.code}><Message>{message}</Message></{error.code}>".encode()
    return Answer(403, operation, body, xml_headers())


def query_error(error: AwsError, operation: str) -> Answer:
    """The error as CloudWatch's older protocol writes it."""
    code, headers = _QUERY_CODES.get(error.code, error.code), xml_headers()
    body = (
        '<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{html.escape(error.message, quote=False)}</Message></Error>"
        f"<RequestId>{headers['x-amzn-RequestId']}</RequestId></ErrorResponse>"
    )
    status = 403 if error.code in _QUERY_CODES else error.status
    return Answer(status, operation, body.encode(), headers)


def with_query_code(answer: Answer, error: AwsError) -> Answer:
    """The same answer, with the older protocol's word in a header: CloudWatch's newer protocols keep it for clients."""
    code = {"x-amzn-query-error": f"{_QUERY_CODES.get(error.code, error.code)};Sender"}
    return dataclasses.replace(answer, headers={**answer.headers, **code})


def cbor_error(error: AwsError, operation: str) -> Answer:
    """The error as CloudWatch's newest protocol writes it: a map of two texts in CBOR (RFC 8949)."""
    texts = [_cbor_text(text) for text in ("__type", error.code, "message", error.message)]
    headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor", "x-amzn-RequestId": request_id()}
    return Answer(error.status, operation, b"\xa2" + b"".join(texts), headers)


def unknown_operation(request: Request) -> Answer:
    """What AWS answers to a request that names no operation, or one that the service does not have: 404."""
    if request.operation:
        return json_error(AwsError("UnknownOperationException", "", 404), request.operation)
    return Answer(404, f"{request.method} {request.path}", UNKNOWN_OPERATION, xml_headers())


def xml_headers() -> dict[str, str]:
    """What goes with every answer in XML."""
    return {"Server": "Server", "Content-Type": "text/xml", "x-amzn-RequestId": request_id()}


def _cbor_text(text: str) -> bytes:
    encoded = text.encode()
    return b"\x79" + len(encoded).to_bytes(2, "big") + encoded
