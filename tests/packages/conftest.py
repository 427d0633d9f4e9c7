"""The packages, built once for all tests, and throw-away roots to install them in."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

from builder.description import CHECKOUT
from tests.conftest import Once
from tests.packages.throw_away_root import Root

NEXT = "99.0"
"""A version after every other, for upgrades."""


@dataclasses.dataclass(frozen=True)
class Built:
    """A directory with packages."""

    directory: Path

    def one(self, ending: str) -> Path:
        """The package whose name ends so."""
        (found,) = self.directory.glob(f"*{ending}")
        return found

    @property
    def deb(self) -> Path:
        return self.one("_amd64.deb")

    @property
    def rpm(self) -> Path:
        return self.one(".x86_64.rpm")


def build(out: Path, *arguments: str, umask: int = 0o022, **variables: str) -> Built:
    """Run the builder as `make packages` does."""
    for tool in ("dpkg-deb", "rpmbuild"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not on this machine")
    subprocess.run(
        [sys.executable, "-m", "builder", "--out", str(out), *arguments],
        check=True,
        cwd=CHECKOUT,
        umask=umask,
        env={**os.environ, "PYTHONPATH": "packaging", **variables},
    )
    return Built(out)


@pytest.fixture(scope="session")
def built(once: Once) -> Built:
    """All four packages, as `make packages` builds them."""
    return Built(once("dist", build))


@pytest.fixture(scope="session")
def unpacked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the .deb lays down, below a directory."""
    target = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "--extract", str(built.deb), str(target)], check=True)
    return target


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Root]:
    """A throw-away copy of this machine without a network, in which systemd does not run."""
    with opened(tmp_path) as a_copy:
        yield a_copy


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Root]:
    """A root in which dpkg has installed the .deb; for tests that leave it so."""
    with opened(tmp_path_factory.mktemp("installed")) as a_copy:
        assert "dependency" not in a_copy.run(f"dpkg -i {a_copy.bring(built.deb)} 2>&1")
        yield a_copy


@contextlib.contextmanager
def opened(place: Path) -> Iterator[Root]:
    """A throw-away root, or a skip."""
    if os.geteuid() != 0:
        pytest.skip("only root can install packages, in however private a namespace")
    with Root.opened(place) as a_copy:
        yield a_copy
