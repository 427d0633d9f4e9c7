"""Certificates that nobody vouches for are read nevertheless, and rubbish is refused."""

from __future__ import annotations

import contextlib
import datetime
import ssl

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.diagnosis import certificate

UTC = datetime.timezone.utc


def der(leaf: trustme.LeafCert) -> bytes:
    return ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode("ascii"))


def test_names_issuer_and_lifetime_are_read() -> None:
    start = datetime.datetime(2049, 12, 31, 23, 0, tzinfo=UTC)
    end = datetime.datetime(2050, 2, 1, tzinfo=UTC)
    authority = trustme.CA(organization_name="Corp Ltd", organization_unit_name="TLS inspection")
    read = certificate.read(der(authority.issue_cert("a.example", "*.b.example", not_before=start, not_after=end)))
    assert read.names == ("a.example", "*.b.example")
    assert read.issuer == "TLS inspection (Corp Ltd)"
    # The first is a UTCTime of two digits, the second a GeneralizedTime of four.
    assert (read.not_before, read.not_after) == (start, end)
    assert read.valid_at(start)
    assert not read.valid_at(end + datetime.timedelta(seconds=1))


def test_without_alternative_names_the_common_name_counts() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ünïcode\x1b[31m name")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1 << 150)
        .not_valid_before(datetime.datetime(1999, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.datetime(2000, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    read = certificate.read(built.public_bytes(serialization.Encoding.DER))
    # A stranger's escape sequences must not reach the terminal.
    assert read.names == ("Ünïcode [31m name",)
    assert read.issuer == "Ünïcode [31m name"
    assert read.not_before.year == 1999


@given(st.binary(max_size=200))
def test_rubbish_is_no_certificate(data: bytes) -> None:
    with pytest.raises(ValueError):
        certificate.read(data)


@given(st.data())
def test_a_damaged_certificate_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValueError):
        assert certificate.read(bytes(whole[: data.draw(st.integers(1, len(whole)))])).issuer


GOOD = der(trustme.CA().issue_cert("a.example"))
