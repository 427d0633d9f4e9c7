"""A look asks once, and again after a pause."""

from __future__ import annotations

import concurrent.futures
from pathlib import Path

import pytest

from agent_bootstrap.host import local
from agent_bootstrap.host.one_look import ForgettingClock, Memory, RememberedCommands
from agent_bootstrap.model.problem import ProblemFoundError


def test_what_was_said_is_not_asked_again_until_somebody_has_waited(tmp_path: Path) -> None:
    path, memory = tmp_path / "a", Memory()
    commands = RememberedCommands(memory)
    path.write_text("one")
    assert commands.look("cat", str(path)).output == "one"
    path.write_text("two")
    assert commands.look("cat", str(path)).output == "one"
    assert commands.look("cat", str(path), variables={"A": "b"}).output == "two"
    ForgettingClock(memory).sleep(0.0)
    assert commands.look("cat", str(path)).output == "two"


def test_two_who_ask_the_same_at_the_same_time_get_one_answer(tmp_path: Path) -> None:
    commands = RememberedCommands(Memory())
    question = ("sh", "-c", f"echo asked >>{tmp_path}/log; sleep 0.3; echo said")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: commands.look(*question).output, range(4)))
    assert answers == ["said\n"] * 4
    assert (tmp_path / "log").read_text() == "asked\n"


def test_a_program_that_hangs_is_waited_for_once(tmp_path: Path) -> None:
    commands = RememberedCommands(Memory())
    question = ("sh", "-c", f"echo asked >>{tmp_path}/log; exec sleep 60")

    def code(_: int) -> str:
        with pytest.raises(ProblemFoundError) as error:
            commands.look(*question, seconds=0.5)
        return error.value.problem.code

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(code, range(4))) == ["command-silent"] * 4
    assert code(4) == "command-silent"
    assert (tmp_path / "log").read_text() == "asked\n"


def test_whoever_may_change_something_always_asks() -> None:
    assert isinstance(local(one_look=True).commands, RememberedCommands)
    assert not isinstance(local().commands, RememberedCommands)
