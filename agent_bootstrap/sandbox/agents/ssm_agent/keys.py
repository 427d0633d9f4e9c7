"""The managed node's RSA key: made at registration, kept in the Vault, used to ask for credentials."""

from __future__ import annotations

import base64
import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_SALT = 32
"""Bytes: as long as the SHA-256 hash (agent/ssm/rsaauth of the agent)."""


class KeyPair(NamedTuple):
    """A new key, in the forms that the Vault and AWS want."""

    private: str
    """Base64 of PKCS #1 in DER."""
    public: str
    """Base64 of SubjectPublicKeyInfo in DER, 392 characters."""
    created: str


def make() -> KeyPair:
    """Make a key of 2048 bits."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    now = datetime.datetime.now(datetime.timezone.utc)
    # Go prints nanoseconds, and the clock here has microseconds.
    created = f"{now:%Y-%m-%d %H:%M:%S.%f}000 +0000 UTC"
    return KeyPair(base64.b64encode(private).decode(), base64.b64encode(public).decode(), created)


def sign(private: str, message: str) -> str:
    """Base64 of the RSA-PSS signature with SHA-256. Raises ValueError for a key that is none."""
    key = serialization.load_der_private_key(base64.b64decode(private), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("asn1: structure error: the key in the Vault is no RSA key")
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=_SALT)
    return base64.b64encode(key.sign(message.encode(), scheme, hashes.SHA256())).decode()
