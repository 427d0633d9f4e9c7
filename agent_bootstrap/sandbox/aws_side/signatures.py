"""Signature Version 4: what a request claims to be signed with, and the string that was signed.

AWS General Reference, "Signing AWS API requests".
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
import urllib.parse

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from agent_bootstrap.sandbox.aws_side.messages import Request
from agent_bootstrap.sandbox.world import REGION

ALGORITHM = "AWS4-HMAC-SHA256"

SKEW = datetime.timedelta(minutes=5)
"""How far a client's clock may be off before AWS takes the signature for expired."""

_STAMP = "%Y%m%dT%H%M%SZ"

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} +Credential=(?P<key>[^/,]+)/(?P<scope>(?P<date>\d{{8}})/(?P<region>[^/,]+)/(?P<service>[^/,]+)"
    r"/aws4_request), *SignedHeaders=(?P<headers>[^,]+), *Signature=(?P<signature>\S+)"
)


@value_object
class Claim:
    """What the Authorization header says."""

    access_key_id: str
    scope: str
    """`20261122/eu-west-1/ssm/aws4_request`."""
    signed_headers: tuple[str, ...]
    signature: str
    stamp: str
    """X-Amz-Date."""

    def signing_key(self, secret: str) -> bytes:
        """The key that the secret access key gives for this scope."""
        key = f"AWS4{secret}".encode()
        for part in self.scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def claim_of(request: Request, service: str) -> Claim:
    """Who the request says it is from. Raises AwsError if it is unsigned, malformed, or signed for elsewhere or long ago."""
    header = request.header("authorization")
    if not header:
        raise AwsError("MissingAuthenticationTokenException", "Missing Authentication Token")
    match = _AUTHORIZATION.fullmatch(header)
    stamp = request.header("x-amz-date") or ""
    if not match or "host" not in match["headers"].split(";") or not stamp.startswith(match["date"]):
        raise AwsError("IncompleteSignatureException", "Authorization header or X-Amz-Date is missing or malformed.")
    _check_time(stamp)
    _check_scope(match["region"], match["service"], service)
    return Claim(match["key"], match["scope"], tuple(match["headers"].split(";")), match["signature"], stamp)


def mismatch() -> AwsError:
    """The error for a signature that is not the one of this request."""
    return AwsError(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    )


def string_to_sign(request: Request, claim: Claim) -> str:
    """The text whose signature the request must carry."""
    digest = hashlib.sha256(_canonical(request, claim.signed_headers).encode()).hexdigest()
    return "\n".join((ALGORITHM, claim.stamp, claim.scope, digest))


def _canonical(request: Request, signed_headers: tuple[str, ...]) -> str:
    headers = [f"{name}:{_header_value(request, name)}\n" for name in signed_headers]
    return "\n".join(
        (
            request.method,
            urllib.parse.quote(request.path, safe="/~"),
            "&".join(sorted(_encoded(pair) for pair in request.query.split("&") if pair)),
            "".join(headers),
            ";".join(signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def _header_value(request: Request, name: str) -> str:
    values = request.headers.get_all(name) or []
    return ",".join(" ".join(str(value).split()) for value in values)


def _encoded(pair: str) -> str:
    name, _, value = pair.partition("=")
    return "=".join(urllib.parse.quote(urllib.parse.unquote(part), safe="~") for part in (name, value))


def _check_scope(region: str, signed_for: str, service: str) -> None:
    if region != REGION:
        raise AwsError("InvalidSignatureException", f"Credential should be scoped to a valid region, not '{region}'.")
    if signed_for != service:
        raise AwsError("InvalidSignatureException", f"Credential should be scoped to correct service: '{service}'.")


def _check_time(stamp: str) -> None:
    try:
        signed = datetime.datetime.strptime(stamp, _STAMP).replace(tzinfo=datetime.timezone.utc)
    except ValueError as error:
        raise AwsError("IncompleteSignatureException", f"X-Amz-Date is no date: {stamp}") from error
    now = datetime.datetime.now(datetime.timezone.utc)
    if now - signed > SKEW:
        limit = f"{(now - SKEW):{_STAMP}} ({now:{_STAMP}} - 5 min.)"
        raise AwsError("InvalidSignatureException", f"Signature expired: {stamp} is now earlier than {limit}")
    if signed - now > SKEW:
        limit = f"{(now + SKEW):{_STAMP}} ({now:{_STAMP}} + 5 min.)"
        raise AwsError("InvalidSignatureException", f"Signature not yet current: {stamp} is still later than {limit}")
