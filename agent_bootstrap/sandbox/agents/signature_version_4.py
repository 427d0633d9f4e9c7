"""AWS Signature Version 4: the headers that make a request somebody's. The mathematics of signing is the caller's choice."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import urllib.parse
from typing import Callable, Mapping, NamedTuple

ALGORITHM = "AWS4-HMAC-SHA256"
"""Also what the SSM Agent writes when it signs with its RSA key."""


class Credentials(NamedTuple):
    """Keys of a user or a role."""

    access_key_id: str
    secret_access_key: str
    session_token: str = ""


class Scope(NamedTuple):
    """What a signature is good for."""

    region: str
    service: str

    def text(self, date: str) -> str:
        """The credential scope, `DATE/REGION/SERVICE/aws4_request`."""
        return f"{date}/{self.region}/{self.service}/aws4_request"


Sign = Callable[[str, str], str]
"""Date (YYYYMMDD) and string to sign -> signature."""


def signed_headers(
    method: str, url: str, headers: Mapping[str, str], body: bytes, *, key_id: str, scope: Scope, sign: Sign
) -> dict[str, str]:
    """The headers, with X-Amz-Date, X-Amz-Content-Sha256 and Authorization added. All given ones are signed."""
    parts = urllib.parse.urlsplit(url)
    moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    date, digest = moment[:8], hashlib.sha256(body).hexdigest()
    covered = {name.lower(): value for name, value in headers.items()}
    covered.update({"host": parts.netloc, "x-amz-date": moment})
    names = ";".join(sorted(covered))
    canonical = "\n".join(
        [
            method,
            urllib.parse.quote(parts.path or "/", safe="/-_.~%"),
            "&".join(sorted(parts.query.split("&"))),
            *(f"{name}:{covered[name].strip()}" for name in sorted(covered)),
            "",
            names,
            digest,
        ]
    )
    to_sign = "\n".join([ALGORITHM, moment, scope.text(date), hashlib.sha256(canonical.encode()).hexdigest()])
    signature = sign(date, to_sign)
    authorization = f"{ALGORITHM} Credential={key_id}/{scope.text(date)}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "X-Amz-Date": moment, "X-Amz-Content-Sha256": digest, "Authorization": authorization}


def with_credentials(
    method: str, url: str, headers: Mapping[str, str], body: bytes, *, credentials: Credentials, scope: Scope
) -> dict[str, str]:
    """The headers, signed with a user's or a role's keys."""

    def sign(date: str, to_sign: str) -> str:
        key = f"AWS4{credentials.secret_access_key}".encode()
        for part in scope.text(date).split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()

    token = {"X-Amz-Security-Token": credentials.session_token} if credentials.session_token else {}
    return signed_headers(
        method, url, {**headers, **token}, body, key_id=credentials.access_key_id, scope=scope, sign=sign
    )
