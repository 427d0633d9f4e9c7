"""Each service shows a certificate with AWS's names, a good one or one that is bad in one way."""

from __future__ import annotations

import ssl
import threading
from pathlib import Path

from agent_bootstrap.sandbox.aws_side.certificate_files import AUTHORITY, file_name


class Certificates:
    """The certificates in a directory, which are made if it is not there yet. Safe to use from many threads."""

    def __init__(self, directory: Path) -> None:
        if not directory.exists():
            # It loads trustme and cryptography, which takes longer than all the rest of the AWS side.
            from agent_bootstrap.sandbox.aws_side import certificate_making

            certificate_making.make(directory)
        self._directory = directory
        self.authority = (directory / AUTHORITY).read_bytes()
        """The certificate to trust, PEM."""
        self._loaded: dict[tuple[str, str], ssl.SSLContext] = {}
        self._loading = threading.Lock()

    def context(self, service: str, how: str) -> ssl.SSLContext:
        """What the server's end of a TLS handshake needs. `how` is GOOD or one of BAD."""
        with self._loading:
            if (service, how) not in self._loaded:
                self._loaded[service, how] = self._context(service, how)
            return self._loaded[service, how]

    def _context(self, service: str, how: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # AWS takes nothing older, and neither does the SSM Agent since 3.3.987.0.
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._directory / file_name(service, how))
        return context
