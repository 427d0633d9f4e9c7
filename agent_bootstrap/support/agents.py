"""The agents' configurations, and the ends of their logs."""

from __future__ import annotations

from typing import Iterator

from agent_bootstrap.aws import cloudwatch_agent, ssm_agent
from agent_bootstrap.host import Host
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.support.pieces import Piece, file, tail

_CONFIGURATIONS = (
    (ssm_agent.CONFIGURATION.rpartition("/")[0], (".json", ".xml", ".toml")),
    (f"{cloudwatch_agent.HOME}/etc", (".json", ".toml", ".yaml", ".conf")),
    (cloudwatch_agent.APPLIED, ("",)),
)
"""Directory -> how the names of the files end that are configurations."""

_LOGS = (ssm_agent.LOG.rpartition("/")[0], cloudwatch_agent.LOG.rpartition("/")[0])


def configurations(host: Host) -> Iterator[Piece]:
    """Every one that is there: env-config.json and what was translated from the JSON among them."""
    for directory, ends in _CONFIGURATIONS:
        yield from (file(host, path, f"agents{path}") for path in _files(host, directory, ends))


def logs(host: Host) -> Iterator[Piece]:
    """The newest of each kind; older ones that were put away have other endings."""
    for directory in _LOGS:
        yield from (tail(host, path, f"logs{path}") for path in _files(host, directory, (".log",)))


def _files(host: Host, directory: str, ends: tuple[str, ...]) -> list[str]:
    try:
        names = host.files.names(directory)
    except ProblemFoundError:
        return []
    paths = [f"{directory}/{name}" for name in names if name.endswith(ends)]
    return [path for path in paths if host.files.is_file(path)]
