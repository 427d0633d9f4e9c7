"""Each service shows a certificate with AWS's names, a good one or one that is bad in one way."""

from __future__ import annotations

import datetime
import ssl
import threading

import trustme

from agent_bootstrap.sandbox.aws_side import names
from agent_bootstrap.sandbox.world import SITE_DOMAIN

GOOD = "good"

_DAY = datetime.timedelta(days=1)
_LIFETIME = 90 * _DAY
"""A usual lifetime of a certificate; any other would do."""


class Certificates:
    """Authorities with certificates for every service, made anew at every start. Safe to use from many threads."""

    def __init__(self) -> None:
        self._trusted = trustme.CA(organization_name="agent-bootstrap sandbox", organization_unit_name="trusted")
        # AWS's certificates come with that of the authority which signed them, and so do not fit into one packet.
        self._signing = trustme.CA(
            self._trusted, path_length=0, organization_name="agent-bootstrap sandbox", organization_unit_name="signing"
        )
        self._untrusted = {
            "intercepted": trustme.CA(organization_name=SITE_DOMAIN, organization_unit_name="TLS inspection"),
            "root-missing": trustme.CA(organization_name="Amazon", organization_unit_name="Amazon RSA 2048 M02"),
        }
        self.authority: bytes = self._trusted.cert_pem.bytes()
        """The certificate to trust, PEM."""
        self._made: dict[tuple[str, str], ssl.SSLContext] = {}
        self._making = threading.Lock()
        for service in names.PUBLISHED:
            self.context(service, GOOD)

    def context(self, service: str, how: str) -> ssl.SSLContext:
        """What the server's end of a TLS handshake needs. `how` is GOOD, or a word of World.tls for a certificate."""
        with self._making:
            if (service, how) not in self._made:
                self._made[service, how] = self._context(service, how)
            return self._made[service, how]

    def _context(self, service: str, how: str) -> ssl.SSLContext:
        others = (other for other in names.PUBLISHED if other != service)
        hostnames = names.PUBLISHED[next(others) if how == "wrong-name" else service]
        now = datetime.datetime.now(datetime.timezone.utc)
        start = {"expired": now - _DAY - _LIFETIME, "not-yet-valid": now + _DAY}.get(how, now - _DAY)
        made = self._untrusted.get(how, self._signing).issue_cert(
            *hostnames, common_name=hostnames[0], not_before=start, not_after=start + _LIFETIME
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # AWS takes nothing older, and neither does the SSM Agent since 3.3.987.0.
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        made.configure_cert(context)
        return context
