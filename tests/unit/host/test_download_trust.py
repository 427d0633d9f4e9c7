"""Whom downloads trust: whomever the agents and the look at the endpoints trust, and nobody else."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Callable

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from agent_bootstrap.aws.objects import Head, S3Object
from agent_bootstrap.host import trust_store
from agent_bootstrap.host.transfers import Transfers
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.watcher import Watcher

CONTENT = b"a package"


class FlawedAuthority:
    """A site's own authority as many are: it has no key identifiers, and its basic constraints are not critical."""

    def __init__(self) -> None:
        self._key, self._name = ec.generate_private_key(ec.SECP256R1()), _named("Site CA")
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        self.certificate = self._sign(self._name, self._key.public_key(), constraints)

    def issue(self, host: str) -> trustme.LeafCert:
        """A certificate for this name, with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(_named(host), key.public_key(), x509.SubjectAlternativeName([x509.DNSName(host)]))
        return trustme.LeafCert(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), certificate, [])

    def _sign(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, extension: x509.ExtensionType) -> bytes:
        now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
        builder = x509.CertificateBuilder(self._name, subject, key, x509.random_serial_number(), now - day, now + day)
        return (
            builder.add_extension(extension, critical=False).sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)
        )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def fetch(port: int, certificates: str, root: Path) -> bytes:
    """The transfer alone: what looks at the object first would be refused first."""
    address = f"https://localhost:{port}/file.deb"
    wanted, head = S3Object("a-bucket", "file.deb", (address,)), Head(address, len(CONTENT), "1")
    Transfers(Watcher(), certificates).complete(wanted, head, root / "file.deb")
    return (root / "file.deb").read_bytes()


def test_an_authority_with_small_flaws_is_trusted_as_both_agents_trust_it(
    serve: Callable[..., int], objects: Any, tmp_path: Path
) -> None:
    objects.contents = {"/file.deb": CONTENT}
    authority, trusted = FlawedAuthority(), tmp_path / "ca.pem"
    trusted.write_bytes(authority.certificate)
    assert fetch(serve(objects, authority.issue("localhost")), str(trusted), tmp_path) == CONTENT


def test_nobody_else_is_trusted_and_no_other_name(
    serve: Callable[..., int], authority: trustme.CA, certificates: str, objects: Any, tmp_path: Path
) -> None:
    objects.contents = {"/file.deb": CONTENT}
    for certificate in (trustme.CA().issue_cert("localhost"), authority.issue_cert("elsewhere.example")):
        with pytest.raises(ProblemFoundError, match="localhost"):
            fetch(serve(objects, certificate), certificates, tmp_path)
    assert objects.asked == []


def test_the_authorities_that_requests_brings_along_are_not_added(
    serve: Callable[..., int], certificates: str, objects: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects.contents = {"/file.deb": CONTENT}
    context = trust_store.own_context(certificates)
    monkeypatch.setattr(trust_store, "own_context", lambda _: context)
    fetch(serve(objects), certificates, tmp_path)
    assert context.cert_store_stats()["x509_ca"] == 1
