"""`agent-bootstrap support`: one archive for whoever shall help, with nothing secret in it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Optional, Sequence

from agent_bootstrap.cli import session
from agent_bootstrap.host import Host, local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.support import archive

_MODE = 0o600
"""It has no secrets in it, and yet it is nobody's business but root's."""

_ELSEWHERE = "/var/tmp"  # noqa: S108  the name holds a moment, and the file is made anew under a name that nobody can guess


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="the archive (default: agent-bootstrap-HOST-TIME.tar.gz in this directory, or in /var/tmp where nothing can be"
        " written here)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Collect, hide what is secret, and write."""
    refused = session.needs_root("support")
    if refused is not None:
        return refused
    host = local()
    name = _name(host)
    places = [arguments.output] if arguments.output else [f"{name}.tar.gz", f"{_ELSEWHERE}/{name}.tar.gz"]
    collected = archive.collect(host)
    content = collected.packed(name, host.clock.now())
    path = _written(host, [str(Path(place).absolute()) for place in places], content)
    if path is None:
        return ExitCode.FAILED
    count, megabytes = len(collected.texts), len(content) / 1e6
    print(f"{path}: {count} files, {megabytes:.1f} MB, without secrets; README.txt in it says more.")
    if collected.missing:
        print(f"{len(collected.missing)} could not be had; missing.txt in it says which, and why.")
    return ExitCode.CONVERGED


def _written(host: Host, paths: Sequence[str], content: bytes) -> Optional[str]:
    """The first of these files that can be written, written; None, after saying why, if none can."""
    problem = None
    for path in paths:
        try:
            host.files.write_binary(path, content, mode=_MODE)
            return path
        except ProblemFoundError as error:
            problem = problem or error.problem
    if problem:
        print(f"agent-bootstrap: {problem.brief}  [{problem.code}]\n{problem.remedy}", file=sys.stderr)
    return None


def _name(host: Host) -> str:
    server = str(host.facts.summary()["name"]).partition(".")[0]
    return f"agent-bootstrap-{server}-{host.clock.now():%Y%m%dT%H%M%SZ}"
