"""A look asks once, and again after a pause."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.host import local
from agent_bootstrap.host.one_look import ForgettingClock, RememberedCommands


def test_what_was_said_is_not_asked_again_until_somebody_has_waited(tmp_path: Path) -> None:
    path, commands = tmp_path / "a", RememberedCommands()
    path.write_text("one")
    assert commands.look("cat", str(path)).output == "one"
    path.write_text("two")
    assert commands.look("cat", str(path)).output == "one"
    assert commands.look("cat", str(path), variables={"A": "b"}).output == "two"
    ForgettingClock(commands).sleep(0.0)
    assert commands.look("cat", str(path)).output == "two"


def test_whoever_may_change_something_always_asks() -> None:
    assert isinstance(local(one_look=True).commands, RememberedCommands)
    assert not isinstance(local().commands, RememberedCommands)
