"""Which versions of everything are here."""

from __future__ import annotations

import importlib.metadata
import sys
from typing import Iterator

from agent_bootstrap import __version__
from agent_bootstrap.aws import packages
from agent_bootstrap.host import Host
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.support.pieces import Piece, command, file

_LIBRARIES = ("boto3", "botocore", "distro", "psutil", "requests", "rich", "tenacity", "tomli", "urllib3")

_PROGRAMS = ("systemctl", "dpkg", "rpm", "gpgv")
"""Those that this program uses; the first line of what each says of itself."""


def pieces(host: Host) -> Iterator[Piece]:
    """One list, and os-release beside it."""
    yield Piece("versions.txt", "".join(f"{name:<24}{version}\n" for name, version in _rows(host)))
    yield file(host, "/etc/os-release", "os-release.txt")


def _rows(host: Host) -> Iterator[tuple[str, str]]:
    yield "agent-bootstrap", __version__
    yield "python", f"{sys.version.splitlines()[0]}, {sys.executable}"
    for library in _LIBRARIES:
        yield library, _library(library)
    yield from ((name, str(value)) for name, value in host.facts.summary().items() if name != "name")
    for package in (packages.SSM_AGENT, packages.CLOUDWATCH_AGENT):
        yield package, _package(host, package)
    for program in _PROGRAMS:
        found = command(host, program, program, "--version").text
        yield program, found.splitlines()[0] if found else "not here"


def _library(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not here"


def _package(host: Host, name: str) -> str:
    try:
        return host.packages.version(name) or host.packages.halfway(name) or "not installed"
    except ProblemFoundError as error:
        return error.problem.brief
