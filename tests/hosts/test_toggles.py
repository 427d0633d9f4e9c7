"""Faults come and go under the daemon of a booted host: each is told once, with its owner, and is over when it is lifted.

`pytest -n 3 --every-fault FILE tests/hosts/test_toggles.py` plays all, on several hosts, in about twenty minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

import pytest

from tests.hosts.watched_host import WatchedHost, settled
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


@pytest.mark.timeout(10_000)
def test_faults_are_told_once_and_over_when_they_are_lifted(
    supplied: Path, tmp_path: Path, names: Sequence[str], request: pytest.FixtureRequest
) -> None:
    lines = request.config.getoption("--every-fault")
    complaints = {}
    with settled("12", supplied, tmp_path) as host:
        for name in names:
            if switches.touches_the_server(name):
                host.an_hour_passes()
            seconds, complaints[name] = _played(host, name)
            if lines:
                with Path(lines).open("a", encoding="utf-8") as file:
                    file.write(f"{name}: {seconds}; {complaints[name] or 'as due'}\n")
    assert complaints == {name: [] for name in names}


def _played(host: WatchedHost, name: str) -> tuple[str, list[str]]:
    """How long it took, and what is not as it shall be."""
    try:
        toggled = toggles.toggle(host, name)
    except AssertionError as error:
        switches.give_up(host, name)
        return "", [str(error)]
    seconds = f"told {toggled.told.at - toggled.injected:.1f}, healed {toggled.healed - toggled.lifted:.1f}"
    return seconds, toggles.complaints(toggled)
