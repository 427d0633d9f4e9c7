"""SIGTERM ends a run between two things that it does."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

SCRIPT = textwrap.dedent(
    """
    import sys
    from agent_bootstrap.host import termination
    from agent_bootstrap.host.commands import Commands

    termination.heed()
    try:
        if sys.argv[1] == "change":
            Commands().run("sh", "-c", f"touch {sys.argv[2]}/begun; sleep 1; touch {sys.argv[2]}/finished", seconds=20)
        else:
            Commands().look("sh", "-c", f"touch {sys.argv[2]}/begun; exec sleep 20")
        print("went on")
    except KeyboardInterrupt:
        print("ended")
    """
)


def ended(what: str, place: Path) -> str:
    """What a process that is told to end while it does something says last."""
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, what, str(place)], stdout=subprocess.PIPE, text=True)
    while not (place / "begun").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=15)[0].strip()


def test_a_change_that_is_under_way_is_finished_first(tmp_path: Path) -> None:
    assert ended("change", tmp_path) == "ended"
    assert (tmp_path / "finished").exists()


def test_a_look_is_broken_off(tmp_path: Path) -> None:
    assert ended("look", tmp_path) == "ended"
