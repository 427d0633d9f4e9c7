"""A daemon that is ended while a repair runs ends at once, and the next one takes over what it finds."""

from __future__ import annotations

import time
from pathlib import Path

from tests.sandbox.scenes.watched import Watched

_REPAIR = "[a]gent-bootstrap bootstrap --depth"
"""In brackets, so that the shell that looks for it is not found."""

_INSTALLED = Path("/var/lib/dpkg/info/amazon-ssm-agent.list")


def test_a_daemon_ends_in_the_middle_of_its_first_repair(watched: Watched) -> None:
    watched.start()
    watched.until("a repair runs", lambda: _repairing(watched))
    watched.until("it is well under way", _INSTALLED.exists)
    assert watched.ends() == 0


def test_the_next_one_sets_up_what_is_left_and_registers_no_second_time(watched: Watched) -> None:
    began = time.time()
    watched.start()
    watched.until("all is well", lambda: watched.well(began))
    assert watched.calls("RegisterManagedInstance") == 1
    assert not [entry for entry in watched.heard(0) if entry.owner], "nothing was wrong"


def test_a_repair_that_is_told_to_end_leaves_the_rest_to_the_next_one(watched: Watched) -> None:
    began = time.time()
    watched.run("systemctl stop amazon-cloudwatch-agent; dpkg --purge amazon-cloudwatch-agent")
    repair = watched.until("a repair runs", lambda: _repairing(watched))
    watched.run(f"kill -TERM {repair}")
    watched.until("all is well", lambda: watched.well(began))
    watched.run("systemctl is-active amazon-cloudwatch-agent")


def _repairing(watched: Watched) -> str:
    """The process ID of a repair that runs; older ones that say the same wait for it."""
    return watched.run(f"pgrep --full --newest '{_REPAIR}' || true").strip()
