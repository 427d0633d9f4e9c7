"""Commands: a clean environment, a bound, and no secret where it can be read."""

from __future__ import annotations

import pytest

from agent_bootstrap.host.commands import Commands
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.secret import Secret


def test_a_child_sees_nothing_of_the_callers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/somewhere/else.pem")
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    seen = Commands().look("env").output
    assert "AWS_CA_BUNDLE" not in seen
    assert "LC_ALL=C\n" in seen


def test_a_program_that_is_not_there_is_tool_missing() -> None:
    with pytest.raises(ProblemFoundError) as error:
        Commands().look("no-such-program")
    assert (error.value.problem.code, "no-such-program" in error.value.problem.brief) == ("tool-missing", True)


def test_a_program_that_hangs_is_command_silent_and_its_secret_is_not_told() -> None:
    with pytest.raises(ProblemFoundError) as error:
        Commands().look("sleep", "5", Secret("0s"), seconds=0.2)
    assert error.value.problem.code == "command-silent"
    assert error.value.problem.details == "started as: sleep 5 ***"


def test_a_program_that_repeats_a_secret_is_not_quoted_with_it() -> None:
    outcome = Commands().look("sh", "-c", 'echo "code $1"; echo "bad: $1" >&2', "sh", Secret("hunter2hunter2"))
    assert (outcome.output, outcome.errors) == ("code ***\n", "bad: ***\n")


def test_the_words_for_a_person_are_the_last_lines() -> None:
    outcome = Commands().look("sh", "-c", "seq 20; echo why >&2; exit 3")
    assert outcome.exit_code == 3
    assert outcome.words.splitlines()[-1] == "why"
