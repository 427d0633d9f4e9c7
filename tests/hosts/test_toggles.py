"""Faults come and go under the daemon of a booted host: each is told once, with its owner, and is over when it is lifted.

`pytest -n 3 --every-fault FILE tests/hosts/test_toggles.py` plays all, on several hosts, in about an hour.
"""

from __future__ import annotations

from pathlib import Path
from typing import Iterator, Sequence

import pytest

from agent_bootstrap.sandbox.world import World
from tests.hosts import roots, supplies
from tests.hosts.booted import BootedHost
from tests.hosts.playing import Player
from tests.hosts.watched_host import WatchedHost
from tests.sandbox.scenes import switches, toggles

SOME = ("dns-silent", "tcp-black-hole", "tls-intercepted", "s3-access-denied", "cloudwatch-keys-of-somebody")
"""The sandbox plays all; a booted host needs a third of a minute for each."""

_EVERY = [name for name in toggles.TOGGLED if name not in toggles.OF_THE_SANDBOX]
_HOSTS = 6


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Faults of one kind stand side by side in the catalogue: every host gets some of each."""
    every = metafunc.config.getoption("--every-fault")
    parts: Sequence[Sequence[str]] = [_EVERY[first::_HOSTS] for first in range(_HOSTS)] if every else [SOME]
    metafunc.parametrize("names", parts, ids=map(str, range(len(parts))))


@pytest.fixture
def settled(supplied: Path, tmp_path: Path) -> Iterator[WatchedHost]:
    """A host that a daemon has set up, and looks after."""
    supplies.bring(supplied, tmp_path)
    (tmp_path / "world.json").write_text(World().to_json(), encoding="utf-8")
    with BootedHost(roots.root("12"), tmp_path, supplied / supplies.PRODUCT, "1g") as host:
        host.write(Player.settings(supplied / supplies.KEYS, Path(__file__).with_name("settings")))
        watched = WatchedHost(host)
        watched.settle()
        yield watched


@pytest.mark.timeout(10_000)
def test_faults_are_told_once_and_over_when_they_are_lifted(
    settled: WatchedHost, names: Sequence[str], request: pytest.FixtureRequest
) -> None:
    lines = request.config.getoption("--every-fault")
    complaints = {}
    for name in names:
        if switches.touches_the_server(name):
            settled.an_hour_passes()
        seconds, complaints[name] = _played(settled, name)
        if lines:
            with Path(lines).open("a", encoding="utf-8") as file:
                file.write(f"{name}: {seconds}; {complaints[name] or 'as due'}\n")
    assert complaints == {name: [] for name in names}


def _played(settled: WatchedHost, name: str) -> tuple[str, list[str]]:
    """How long it took, and what is not as it shall be."""
    try:
        toggled = toggles.toggle(settled, name)
    except AssertionError as error:
        switches.give_up(settled, name)
        return "", [str(error)]
    seconds = f"told {toggled.told.at - toggled.injected:.1f}, healed {toggled.healed - toggled.lifted:.1f}"
    return seconds, toggles.complaints(toggled)
