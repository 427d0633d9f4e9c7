"""Every case, on every release that it is for: a booted Debian in a closed network of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hosts import case, roots, supplies
from tests.hosts.booted import BootedHost
from tests.hosts.case import Case
from tests.hosts.playing import Player


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each case on the releases that it is for; on all of them if that is asked for."""
    everywhere = metafunc.config.getoption("--every-release")
    each = [(one, release) for one in case.every() for release in (roots.SUITES if everywhere else one.releases)]
    metafunc.parametrize(("one", "release"), each, ids=[f"{one.name}-{release}" for one, release in each])


def test_case(one: Case, release: str, supplied: Path, tmp_path: Path) -> None:
    supplies.bring(supplied, tmp_path)
    (tmp_path / "world.json").write_text(one.world.to_json(), encoding="utf-8")
    with BootedHost(roots.root(release), tmp_path, supplied / supplies.PRODUCT, one.disk) as host:
        Player(one, host, supplied / supplies.KEYS).play()
