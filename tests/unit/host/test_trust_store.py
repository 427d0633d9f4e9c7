"""The trust store: the system's, or a named problem."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
import trustme

from agent_bootstrap.host import trust_store
from agent_bootstrap.model.problem import ProblemFoundError


def test_a_system_without_certificates_is_trust_store_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(trust_store, "BUNDLES", (str(tmp_path / "none.pem"),))
    with pytest.raises(ProblemFoundError) as error:
        trust_store.bundle()
    assert error.value.problem.code == "trust-store-missing"
    assert "none.pem" in error.value.problem.details


def test_the_callers_environment_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store = tmp_path / "system.pem"
    store.write_text("")
    monkeypatch.setattr(trust_store, "BUNDLES", (str(tmp_path / "none.pem"), str(store)))
    monkeypatch.setenv("SSL_CERT_FILE", "/somewhere/else.pem")
    assert trust_store.bundle() == str(store)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[trustme.CA]]:
    """Three authorities, as update-ca-certificates lays them out: one file of all, and each with its hash for a name."""
    authorities = [trustme.CA(organization_unit_name=f"authority {number}") for number in range(3)]
    for number, authority in enumerate(authorities):
        authority.cert_pem.write_to_path(str(tmp_path / f"{number}.pem"))
        authority.cert_pem.write_to_path(str(tmp_path / "all.crt"), append=True)
    subprocess.run(["openssl", "rehash", str(tmp_path)], check=True, capture_output=True)
    monkeypatch.setattr(trust_store, "BUNDLES", (str(tmp_path / "all.crt"),))
    monkeypatch.setattr(trust_store, "_shared", trust_store.own_context)
    return tmp_path / "all.crt", authorities


def trusted(authority: trustme.CA) -> bool:
    """Whether a TLS handshake succeeds with somebody whom this authority vouches for."""
    server, client = socket.socketpair()
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("a.example").configure_cert(shown)

    def serve() -> None:
        try:
            shown.wrap_socket(server, server_side=True).close()
        except OSError:
            server.close()

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        trust_store.context().wrap_socket(client, server_hostname="a.example").close()
    except ssl.SSLCertVerificationError:
        return False
    finally:
        client.close()
        serving.join()
    return True


def test_what_lies_in_file_and_directory_is_read_when_it_is_needed(store: tuple[Path, list[trustme.CA]]) -> None:
    _, authorities = store
    assert trust_store.context().cert_store_stats()["x509"] == 0
    assert all(map(trusted, authorities))
    assert not trusted(trustme.CA())


def test_what_somebody_added_to_the_file_alone_is_trusted(store: tuple[Path, list[trustme.CA]]) -> None:
    file, authorities = store
    added = trustme.CA()
    added.cert_pem.write_to_path(str(file), append=True)
    assert all(map(trusted, (*authorities, added)))


def test_what_somebody_took_out_of_the_file_is_not_trusted(store: tuple[Path, list[trustme.CA]]) -> None:
    file, (taken, *left) = store
    file.write_bytes(b"".join(authority.cert_pem.bytes() for authority in left))
    assert all(map(trusted, left))
    assert not trusted(taken)


def test_what_is_gone_from_the_directory_and_stands_in_the_file_is_trusted(
    store: tuple[Path, list[trustme.CA]],
) -> None:
    file, authorities = store
    # The link with its hash stays, and leads nowhere.
    (file.parent / "0.pem").unlink()
    assert len(list(file.parent.glob("*.0"))) == len(authorities)
    assert all(map(trusted, authorities))


def test_without_hashes_the_file_counts(store: tuple[Path, list[trustme.CA]]) -> None:
    file, authorities = store
    for hashed in file.parent.glob("*.0"):
        hashed.unlink()
    assert all(map(trusted, authorities))


def test_an_authority_below_one_that_nobody_trusts_is_trusted_as_go_trusts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = trustme.CA()
    below = above.create_child_ca()
    below.cert_pem.write_to_path(str(tmp_path / "all.crt"))
    monkeypatch.setattr(trust_store, "BUNDLES", (str(tmp_path / "all.crt"),))
    monkeypatch.setattr(trust_store, "_shared", trust_store.own_context)
    assert (trusted(below), trusted(above)) == (True, False)
