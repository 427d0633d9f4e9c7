"""Who may read a file: whoever runs this program must, and a file that holds a secret is for its owner alone."""

from __future__ import annotations

from typing import Iterable, Iterator

from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.settings.keys import KEYS
from agent_bootstrap.settings.layers import SettingError, Value
from agent_bootstrap.settings.sources import Sources

_OTHERS = 0o077
"""The permission bits of the group and of everybody else."""


def errors(sources: Sources, path: str, values: Iterable[Value]) -> Iterator[SettingError]:
    """An error at the first secret of a file that others may use. Raises what `sources` raises."""
    secret = next((value for value in values if KEYS[value.key].kind.secret), None)
    if secret is None:
        return
    mode = sources.mode(path)
    if mode & _OTHERS:
        yield SettingError(secret.origin, secret.key, catalogue.SECRET_EXPOSED.found(path=path, mode=mode))


def unreadable(path: str, error: ProblemFoundError) -> Problem:
    """The problem of a file or directory that cannot be read, whatever the host calls it."""
    problem = error.problem
    return catalogue.UNREADABLE.found(problem.details, path=path, reason=problem.facts.get("reason", problem.brief))
