"""TLS on a TCP connection that stands, within a bounded time."""

from __future__ import annotations

import socket
import ssl

from agent_bootstrap.diagnosis import certificate
from agent_bootstrap.diagnosis.certificate import Certificate


def shake_hands(plain: socket.socket, context: ssl.SSLContext, name: str, seconds: float) -> ssl.SSLSocket:
    """The secure connection as `name`. Raises OSError: SSLCertVerificationError, socket.timeout or what else it was."""
    # Python counts the whole handshake against this time-out, and not each of its packets.
    plain.settimeout(seconds)
    return context.wrap_socket(plain, server_hostname=name)


def trusting_anybody() -> ssl.SSLContext:
    """The context to look at a certificate that was refused. Nothing secret may be said on such a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def issuer(secure: ssl.SSLSocket) -> str:
    """Who issued the certificate that the other side shows, as people know it."""
    try:
        return shown_certificate(secure).issuer
    except ValueError:
        # OpenSSL has found it good, so that this program cannot read it stands in nobody's way.
        return "an authority that cannot be read"


def shown_certificate(secure: ssl.SSLSocket) -> Certificate:
    """What the other side shows of itself. Raises ValueError if it cannot be read."""
    return certificate.read(secure.getpeercert(binary_form=True) or b"")
