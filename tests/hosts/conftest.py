"""Hosts are booted where that is possible; elsewhere the tests say why not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import Once
from tests.hosts import supplies

_PROGRAMS = ("systemd-nspawn", "mmdebstrap", "dpkg", "ip", "nft", "nsenter", "unshare")


def _missing() -> str:
    """Why no host can be booted here; empty where it can."""
    if os.geteuid() != 0:
        return "booting hosts needs root"
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    return f"{', '.join(missing)} must be installed; packaging/prerequisites does so on Debian" if missing else ""


@pytest.fixture(scope="session")
def supplied(once: Once) -> Path:
    """Packages and certificates for all hosts of this session."""
    missing = _missing()
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must be able to boot hosts: {missing}")
    if missing:
        pytest.skip(missing)
    return once("supplies", supplies.make)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-release", action="store_true", help="play each case on every release of Debian")
    parser.addoption(
        "--every-fault", metavar="FILE", help="switch every fault on booted hosts, and write a line for each"
    )
