"""A caller is known by an access key: one that Systems Manager handed out, or one of the world's IAM users."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import secrets
import string
import threading
import time
from typing import Callable, Optional

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.aws_side import signatures
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from agent_bootstrap.sandbox.aws_side.messages import Request
from agent_bootstrap.sandbox.world import World

LIFE_SECONDS = 3600
"""How long role credentials live: Systems Manager gives them an hour."""

_ACTIONS = {"monitoring": "cloudwatch"}
"""IAM's word for a service, where it is not the endpoint's."""

_KEY_LETTERS = string.ascii_uppercase + string.digits


@value_object
class Credentials:
    """An access key."""

    access_key_id: str
    secret_access_key: str = dataclasses.field(repr=False)
    session_token: Optional[str] = dataclasses.field(default=None, repr=False)
    expires_at: Optional[float] = None
    """Seconds since 1970; None for the key of an IAM user."""
    node: Optional[str] = None
    """The managed node that it was handed to."""


class Callers:
    """Hands out role credentials, and says who signed a request. Safe to use from many threads."""

    def __init__(self, world: Callable[[], World]) -> None:
        self._world = world
        self._issued: dict[str, Credentials] = {}
        self._lock = threading.Lock()

    def issue(self, node: str) -> Credentials:
        """New role credentials for a managed node. The ones before them stay valid until they expire."""
        credentials = Credentials(
            "ASIA" + "".join(secrets.choice(_KEY_LETTERS) for _ in range(16)),
            secrets.token_urlsafe(30),
            secrets.token_urlsafe(96),
            time.time() + LIFE_SECONDS,
            node,
        )
        with self._lock:
            self._issued[credentials.access_key_id] = credentials
        return credentials

    def refuse(self, operation: str, service: str = "ssm") -> None:
        """Raise the AwsError with which the world has this operation answered, if it has one."""
        code = self._world().refusals.get(operation)
        if code:
            action = f"{_ACTIONS.get(service, service)}:{operation}"
            words = f"User is not authorized to perform: {action}" if "Denied" in code else f"{operation}: {code}"
            raise AwsError(code, words, 500 if code.startswith("Internal") else 400)

    def swallowed(self, operation: str) -> bool:
        """Whether the world only pretends to do this operation."""
        return operation in self._world().swallowed

    def authenticate(self, request: Request, service: str, operation: str = "") -> Credentials:
        """The credentials that a request to the service is signed with. Raises AwsError with AWS's reason why not.

        `operation` is for a service whose requests do not name it.
        """
        claim = signatures.claim_of(request, service)
        credentials = self._find(claim.access_key_id)
        if credentials is None or credentials.session_token != request.header("x-amz-security-token"):
            raise AwsError("UnrecognizedClientException", "The security token included in the request is invalid.")
        if credentials.expires_at is not None and credentials.expires_at < time.time():
            raise AwsError("ExpiredTokenException", "The security token included in the request is expired")
        text = signatures.string_to_sign(request, claim)
        key = claim.signing_key(credentials.secret_access_key)
        expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), claim.signature.encode()):
            raise signatures.mismatch()
        self.refuse(operation or request.operation, service)
        return credentials

    def _find(self, access_key_id: str) -> Optional[Credentials]:
        secret = self._world().static_access_keys.get(access_key_id)
        if secret:
            return Credentials(access_key_id, secret)
        with self._lock:
            return self._issued.get(access_key_id)
