"""Makes the authorities of the closed network, and for every service its certificates, the good one and all bad ones."""

from __future__ import annotations

import datetime
from pathlib import Path

import trustme

from agent_bootstrap.sandbox.aws_side import names
from agent_bootstrap.sandbox.aws_side.certificate_files import AUTHORITY, BAD, GOOD, authority_of, file_name
from agent_bootstrap.sandbox.world import SITE_DOMAIN

_DAY = datetime.timedelta(days=1)
_LIFETIME = 90 * _DAY
"""A usual lifetime of a certificate; any other would do."""


def make(directory: Path) -> None:
    """Fill a new directory: for each certificate a PEM file with its key and its chain; the authority to trust, and the others."""
    directory.mkdir(parents=True)
    trusted = trustme.CA(organization_name="agent-bootstrap sandbox", organization_unit_name="trusted")
    # AWS's certificates come with that of the authority which signed them, and so do not fit into one packet.
    signing = trustme.CA(
        trusted, path_length=0, organization_name="agent-bootstrap sandbox", organization_unit_name="signing"
    )
    untrusted = {
        "intercepted": trustme.CA(organization_name=SITE_DOMAIN, organization_unit_name="TLS inspection"),
        "root-missing": trustme.CA(organization_name="Amazon", organization_unit_name="Amazon RSA 2048 M02"),
    }
    for service in names.PUBLISHED:
        for how in (GOOD, *BAD):
            made = _certificate(untrusted.get(how, signing), service, how)
            (directory / file_name(service, how)).write_bytes(made.private_key_and_cert_chain_pem.bytes())
    for name, authority in {AUTHORITY: trusted, **{authority_of(how): untrusted[how] for how in untrusted}}.items():
        (directory / name).write_bytes(authority.cert_pem.bytes())


def _certificate(authority: trustme.CA, service: str, how: str) -> trustme.LeafCert:
    others = (other for other in names.PUBLISHED if other != service)
    hostnames = names.PUBLISHED[next(others) if how == "wrong-name" else service]
    now = datetime.datetime.now(datetime.timezone.utc)
    start = {"expired": now - _DAY - _LIFETIME, "not-yet-valid": now + _DAY}.get(how, now - _DAY)
    return authority.issue_cert(*hostnames, common_name=hostnames[0], not_before=start, not_after=start + _LIFETIME)
