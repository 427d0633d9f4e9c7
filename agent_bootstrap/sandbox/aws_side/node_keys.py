"""A managed node signs with the RSA key whose public half it registered."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from agent_bootstrap.sandbox.aws_side.errors import AwsError

SALT_BYTES = 32
"""The length of SHA-256's digest, which is what the SSM Agent salts with (agent/ssm/rsaauth)."""


def read(text: str) -> rsa.RSAPublicKey:
    """The public key of a base64 text of its DER form. Raises AwsError(InvalidPublicKey)."""
    try:
        key = serialization.load_der_public_key(base64.b64decode(text, validate=True))
    except ValueError as error:
        raise AwsError("InvalidPublicKey", "The public key is not valid.") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise AwsError("InvalidPublicKey", "The public key is no RSA key.")
    return key


def signed(text: str, signature: str, key: rsa.RSAPublicKey) -> bool:
    """Whether this base64 text is the key's RSA-PSS signature of `text`."""
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=SALT_BYTES)
    try:
        key.verify(base64.b64decode(signature), text.encode(), scheme, hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True
