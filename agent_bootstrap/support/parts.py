"""What is in a support archive: the table of contents, in the order in which a reader would want it."""

from __future__ import annotations

import json
from typing import Callable, Iterator

from agent_bootstrap.host import Host, this_program
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.reporting import history, status_file
from agent_bootstrap.support import agents, network, systemd, versions
from agent_bootstrap.support.pieces import Piece, command, file

_PLAN_SECONDS = 120.0
"""Longer than any look takes, as for the daemon's looks (host/errands.py)."""


@value_object
class Part:
    """Something that is collected by itself: when it cannot be, the others are none the worse."""

    about: str
    """A line for README.txt."""
    pieces: Callable[[Host], Iterator[Piece]]


def parts() -> tuple[Part, ...]:
    """All parts."""
    return (
        Part("status.json             the last report, as everybody may read it", _status),
        Part("history.jsonl           what was news on this server, at most a thousand lines", _history),
        Part("plan.json               how every promise stands now", _plan),
        Part("settings.txt            the settings, and who set each; secrets as ***", _settings),
        Part(
            "versions.txt            this program, Python, libraries, agents, systemd, package manager", versions.pieces
        ),
        Part(
            "resolver/               resolv.conf, nsswitch.conf, hosts; what the endpoints' names resolve to",
            network.resolver,
        ),
        Part("network/                addresses, routes, mounts", network.surroundings),
        Part("units/                  what systemd says of each unit, with its drop-ins", systemd.units),
        Part("journal/                the last lines of this program and of the agents", systemd.journal),
        Part("agents/                 the agents' configurations", agents.configurations),
        Part("logs/                   the ends of the agents' logs, 1 MB of each at most", agents.logs),
    )


def _status(host: Host) -> Iterator[Piece]:
    yield file(host, status_file.PATH, "status.json")


def _history(host: Host) -> Iterator[Piece]:
    yield Piece("history.jsonl", "".join(f"{json.dumps(entry)}\n" for entry in history.read(host.files)))


def _plan(host: Host) -> Iterator[Piece]:
    """By this program once more: should it meet a bug, its last words belong into the archive."""
    try:
        ended = host.commands.look(
            *this_program.words(), "plan", "--json", "--quiet", seconds=_PLAN_SECONDS, variables=_handed_on(host)
        )
    except ProblemFoundError as error:
        yield Piece("plan.json", None, error.problem.brief)
        return
    yield Piece("plan.json", ended.output)
    if ended.errors:
        yield Piece("plan-errors.txt", ended.errors)


def _settings(host: Host) -> Iterator[Piece]:
    words = (*this_program.words(), "config", "show", "--origin")
    yield command(host, "settings.txt", *words, variables=_handed_on(host), allowed=(0, 78))


def _handed_on(host: Host) -> dict[str, str]:
    """The settings that this program was given in its environment."""
    environment = host.facts.environment().items()
    return {
        name: value
        for name, value in environment
        if name.startswith("AGENT_BOOTSTRAP_") or name == "CREDENTIALS_DIRECTORY"
    }
