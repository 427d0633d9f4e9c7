"""Each service shows a certificate with AWS's names, from the sandbox's authority or from one that nobody trusts."""

from __future__ import annotations

import ssl
from typing import Mapping

import trustme

from agent_bootstrap.sandbox.aws_side import names


class Certificates:
    """Two authorities with a certificate for every service from each, made anew at every start."""

    def __init__(self) -> None:
        trusted = trustme.CA(organization_name="agent-bootstrap sandbox", organization_unit_name="trusted")
        unknown = trustme.CA(organization_name="agent-bootstrap sandbox", organization_unit_name="trusted by nobody")
        self.authority: bytes = trusted.cert_pem.bytes()
        """The certificate to trust, PEM."""
        self._trusted = _contexts(trusted)
        self._unknown = _contexts(unknown)

    def context(self, service: str, *, unknown_authority: bool) -> ssl.SSLContext:
        """What the server's end of a TLS handshake needs."""
        return (self._unknown if unknown_authority else self._trusted)[service]


def _contexts(authority: trustme.CA) -> Mapping[str, ssl.SSLContext]:
    return {service: _context(authority, hostnames) for service, hostnames in names.PUBLISHED.items()}


def _context(authority: trustme.CA, hostnames: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # AWS takes nothing older, and neither does the SSM Agent since 3.3.987.0.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(*hostnames, common_name=hostnames[0]).configure_cert(context)
    return context
