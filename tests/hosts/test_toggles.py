"""Faults come and go under the daemon of one booted host: each is told once, with its owner, and is over when it is lifted."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from agent_bootstrap.sandbox.world import World
from tests.hosts import roots, supplies
from tests.hosts.booted import BootedHost
from tests.hosts.playing import Player
from tests.hosts.watched_host import WatchedHost
from tests.sandbox.scenes import switches, toggles

SOME = ("dns-silent", "tcp-black-hole", "tls-intercepted", "s3-access-denied", "cloudwatch-keys-of-somebody")
"""The sandbox plays all; a host of its own needs a third of a minute for each."""


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
    settled: WatchedHost, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    every = [name for name in toggles.TOGGLED if name not in toggles.OF_THE_SANDBOX]
    names = every if request.config.getoption("--every-fault") else SOME
    complaints = {}
    for name in names:
        if switches.touches_the_server(name):
            settled.an_hour_passes()
        seconds, complaints[name] = _played(settled, name)
        with capsys.disabled():
            if request.config.getoption("--every-fault"):
                print(f"{name}: {seconds}; {complaints[name] or 'as due'}", flush=True)  # noqa: T201  a person reads along
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
