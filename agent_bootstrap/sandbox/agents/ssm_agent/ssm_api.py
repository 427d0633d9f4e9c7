"""The calls of Systems Manager that the SSM Agent makes: unsigned to register, by its RSA key for keys, by those for the rest."""

from __future__ import annotations

import json
from typing import Any, Mapping

from agent_bootstrap.sandbox.agents import signature_version_4
from agent_bootstrap.sandbox.agents.service_calls import Request, call_json
from agent_bootstrap.sandbox.agents.signature_version_4 import Credentials, Scope
from agent_bootstrap.sandbox.agents.ssm_agent import VERSION, vault

_USER_AGENT = f"aws-sdk-go/1.51.20 (go1.22.10; linux; amd64) amazon-ssm-agent/{VERSION}"


def register(url: str, wanted: Mapping[str, str]) -> str:
    """RegisterManagedInstance; the new node's ID. Raises ServiceError."""
    answer = call_json(lambda: Request(url, _body(wanted), _with_agent(_headers("RegisterManagedInstance"))))
    return str(answer["InstanceId"])


def role_token(url: str, identity: vault.Identity, fingerprint: str) -> dict[str, Any]:
    """RequestManagedInstanceRoleToken; AccessKeyId, SecretAccessKey, SessionToken, TokenExpirationDate. Raises ServiceError."""
    from agent_bootstrap.sandbox.agents.ssm_agent import keys  # It loads cryptography, which the rest does without.

    body = _body({"Fingerprint": fingerprint})

    def request() -> Request:
        headers = signature_version_4.signed_headers(
            "POST",
            url,
            _headers("RequestManagedInstanceRoleToken"),
            body,
            key_id=identity.node_id,
            scope=Scope(identity.region, "ssm"),
            sign=lambda _, to_sign: keys.sign(identity.private_key, to_sign),
        )
        return Request(url, body, _with_agent(headers), chunked=True)

    return call_json(request)


def call(url: str, operation: str, wanted: Mapping[str, Any], credentials: Credentials, scope: Scope) -> dict[str, Any]:
    """Any other call, signed with the role's keys. Raises ServiceError."""
    body = _body(wanted)

    def request() -> Request:
        headers = signature_version_4.with_credentials(
            "POST", url, _headers(operation), body, credentials=credentials, scope=scope
        )
        return Request(url, body, _with_agent(headers))

    return call_json(request)


def _headers(operation: str) -> dict[str, str]:
    target = operation if "." in operation else f"AmazonSSM.{operation}"
    return {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}


def _with_agent(headers: Mapping[str, str]) -> dict[str, str]:
    # Not among the signed headers, as with the real agent.
    return {**headers, "User-Agent": _USER_AGENT}


def _body(wanted: Mapping[str, Any]) -> bytes:
    return json.dumps(wanted, separators=(",", ":")).encode()
