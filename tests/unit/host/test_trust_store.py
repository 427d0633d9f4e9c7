"""The trust store: the system's, or a named problem."""

from __future__ import annotations

from pathlib import Path

import pytest

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
