"""The trust store that the agents use: the system's, whatever this program's own environment says."""

from __future__ import annotations

import functools
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from agent_bootstrap.model.problems import connection

if TYPE_CHECKING:
    import ssl

BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where Go, and so both agents, look for the system's certificates, in its order (crypto/x509/root_linux.go)."""

_BEGIN = "-----BEGIN CERTIFICATE-----"
_HASHED = "????????.[0-9]"
"""How OpenSSL finds a certificate in a directory: by a hash of its subject (openssl-rehash(1))."""

_PARTIAL_CHAIN = 0x80000
"""X509_V_FLAG_PARTIAL_CHAIN of OpenSSL (x509_vfy.h); Python has a name for it from 3.10 on."""

_making = threading.Lock()


def bundle() -> str:
    """The file with the system's trusted certificates. Raises the problem trust-store-missing."""
    found = next((path for path in BUNDLES if Path(path).is_file()), None)
    if found is None:
        raise connection.TRUST_STORE_MISSING.error(f"looked for {', '.join(BUNDLES)}")
    return found


def context(certificates: Optional[str] = None) -> ssl.SSLContext:
    """A TLS client's context that trusts these certificates, or the system's.

    Made once: to read all authorities of a system takes 30 ms, which seven endpoints would each pay.
    """
    # Without the lock, endpoints that are looked at together would each find the cache empty.
    with _making:
        return _shared(certificates)


def own_context(certificates: Optional[str] = None) -> ssl.SSLContext:
    """The same for a library that sets up further what it is given. TLS 1.2 is the agents' least as well."""
    # Who only asks for the file needs none of it.
    import ssl

    file = certificates or bundle()
    directory = _directory(Path(file))
    made = ssl.create_default_context(cafile=None if directory else file, capath=directory)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    # Python 3.13 refuses authorities with small flaws, such as a missing key identifier, which Go and so the agents accept.
    # They accept, too, an authority below one that is not in the file, which Python does from 3.13 on.
    made.verify_flags = made.verify_flags & ~ssl.VERIFY_X509_STRICT | _PARTIAL_CHAIN
    return made


_shared = functools.cache(own_context)


def _directory(file: Path) -> Optional[Path]:
    """The file's own directory, if whatever is in the file lies there, too, to be read when it is needed.

    As on Debian, where update-ca-certificates makes both from the same certificates. Whoever adds one to the file alone, or takes
    it out, leaves them with different numbers; so does whoever removes one from the disk and leaves the link to it.
    """
    inside = file.read_text(encoding="utf-8", errors="replace").count(_BEGIN)
    beside = sum(path.exists() for path in file.parent.glob(_HASHED))
    return file.parent if beside and beside == inside else None
