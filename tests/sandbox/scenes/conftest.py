"""One server and one daemon for all that happens in a scene."""

from __future__ import annotations

from typing import Iterator

import pytest

from tests.sandbox.scenes.watched import QUICK, Watched, inside


@pytest.fixture(scope="module")
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A server of which nothing is set up yet. A scene may have INTERVALS of its own."""
    assert inside(), "scenes are played by tests/sandbox/test_daemon.py"
    watched = Watched(getattr(request.module, "INTERVALS", QUICK))
    yield watched
    if watched.process and watched.process.poll() is None:
        watched.ends()


@pytest.fixture(scope="module")
def settled(watched: Watched) -> Watched:
    """A server that a daemon has set up, and looks after."""
    watched.start()
    watched.until("everything is set up", lambda: watched.well(0))
    return watched
