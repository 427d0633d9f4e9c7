"""One look, in which nothing is changed: what has been answered is not asked again, until somebody waits for something else."""

from __future__ import annotations

import threading
from typing import Callable, Mapping, Optional, TypeVar, cast

from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.commands import Argument, Commands, Outcome
from agent_bootstrap.model.problem import ProblemFoundError

Answer = TypeVar("Answer")


class Memory:
    """Answers by their questions. Half of what a look costs would be the same questions, asked anew by other promises."""

    def __init__(self) -> None:
        self._answers: dict[object, object] = {}
        self._asking: dict[object, threading.Lock] = {}

    def once(self, question: object, ask: Callable[[], Answer]) -> Answer:
        """The answer; whoever asks the same at the same time waits for it. A problem is an answer, too: what hangs hangs once."""
        with self._asking.setdefault(question, threading.Lock()):
            # One that waits for a change lets all be forgotten at any moment.
            answer = self._answers.get(question)
            if answer is None:
                answer = self._answers[question] = _answer(ask)
        if isinstance(answer, ProblemFoundError):
            raise ProblemFoundError(answer.problem) from answer
        return cast("Answer", answer)

    def forget(self) -> None:
        """From now on everything is asked again."""
        self._answers.clear()


def _answer(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except ProblemFoundError as error:
        return error


class RememberedCommands(Commands):
    """Remembers what programs said that only look."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def look(self, *arguments: Argument, seconds: float = 30, variables: Optional[Mapping[str, str]] = None) -> Outcome:
        """Run a command that only looks, unless it has been run."""
        question = (arguments, tuple((variables or {}).items()))
        ask = super().look
        return self._memory.once(question, lambda: ask(*arguments, seconds=seconds, variables=variables))


class ForgettingClock(Clock):
    """Whoever waits wants to see something change."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def sleep(self, seconds: float) -> None:
        """Wait so long."""
        super().sleep(seconds)
        self._memory.forget()
