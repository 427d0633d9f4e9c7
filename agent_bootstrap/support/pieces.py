"""A piece: one file of the archive, or why it is missing."""

from __future__ import annotations

from typing import Collection, Mapping, NamedTuple, Optional

from agent_bootstrap.host import Host
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.support.closed import is_closed

LOG_BYTES = 1_048_576
"""Of the end of each log: some days of an agent's life."""

_SECONDS = 20.0
"""Every command here only asks, and answers at once on a healthy server."""


class Piece(NamedTuple):
    """One file of the archive."""

    name: str
    text: Optional[str]
    """None if there is nothing to be had."""
    reason: str = ""
    """Why that is so."""


def file(host: Host, path: str, name: str) -> Piece:
    """A text file as it is."""
    if is_closed(host, path):
        return Piece(name, None, f"{path} leads to what is never opened")
    try:
        text = host.files.read(path)
    except ProblemFoundError as error:
        return Piece(name, None, error.problem.brief)
    return Piece(name, text, f"there is no {path}")


def tail(host: Host, path: str, name: str) -> Piece:
    """The end of a log."""
    if is_closed(host, path):
        return Piece(name, None, f"{path} leads to what is never opened")
    try:
        lines = host.files.tail(path, largest=LOG_BYTES)
    except ProblemFoundError as error:
        return Piece(name, None, error.problem.brief)
    return Piece(name, "".join(f"{line}\n" for line in lines))


def command(
    host: Host,
    name: str,
    *words: str,
    variables: Optional[Mapping[str, str]] = None,
    allowed: Collection[int] = (0,),
) -> Piece:
    """What a command prints, its complaints behind it."""
    try:
        ended = host.commands.look(*words, seconds=_SECONDS, variables=variables)
    except ProblemFoundError as error:
        return Piece(name, None, error.problem.brief)
    if ended.exit_code not in allowed:
        return Piece(name, None, f"{' '.join(words)} ended with {ended.exit_code}: {ended.words}")
    return Piece(name, ended.output + ended.errors)
