"""Other programs: started with a clean environment, bounded in time, their words kept."""

from __future__ import annotations

import shutil
import subprocess
from typing import Mapping, Optional, Sequence, Union

from agent_bootstrap.host import termination
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.model.problems import server
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.value_object import value_object

Argument = Union[str, Secret]

_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    # Other programs' words are read here, so they must not be translated.
    "LC_ALL": "C",
    "DEBIAN_FRONTEND": "noninteractive",
}
"""All that a child gets: an AWS_CA_BUNDLE or AWS_PROFILE of somebody's shell breaks the agents (seen with the real ones)."""


@value_object
class Outcome:
    """How a command ended."""

    exit_code: int
    output: str
    errors: str

    @property
    def words(self) -> str:
        """The last lines of what it said, for the details of a problem."""
        lines = [line for line in (self.output + "\n" + self.errors).splitlines() if line.strip()]
        return "\n".join(lines[-8:])


class Commands:
    """Runs programs."""

    def missing(self, *programs: str) -> tuple[str, ...]:
        """Those of the programs that are not there to be run."""
        return tuple(program for program in programs if shutil.which(program, path=_ENVIRONMENT["PATH"]) is None)

    def look(self, *arguments: Argument, seconds: float = 30, variables: Optional[Mapping[str, str]] = None) -> Outcome:
        """Run a command that only looks, for so many seconds at most, with these variables beside the few that all get."""
        return _run(arguments, seconds, {**_ENVIRONMENT, **(variables or {})})

    @touches
    def run(self, *arguments: Argument, seconds: float, variables: Optional[Mapping[str, str]] = None) -> Outcome:
        """Run a command that changes something, for so many seconds at most, with these variables beside the few that all get.

        SIGTERM waits until it has ended.
        """
        with termination.finishing():
            return _run(arguments, seconds, {**_ENVIRONMENT, **(variables or {})})


def _run(arguments: Sequence[Argument], seconds: float, environment: Mapping[str, str]) -> Outcome:
    words = [word.reveal() if isinstance(word, Secret) else word for word in arguments]
    try:
        done = subprocess.run(
            words,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            env=environment,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        raise server.TOOL_MISSING.error(str(error), tool=words[0]) from error
    except subprocess.TimeoutExpired as error:
        raise server.COMMAND_SILENT.error(
            f"started as: {' '.join(map(str, arguments))}", tool=words[0], seconds=seconds
        ) from error
    return Outcome(done.returncode, _hidden(done.stdout, arguments), _hidden(done.stderr, arguments))


def _hidden(words: str, arguments: Sequence[Argument]) -> str:
    """What a program said, without the secrets that it was given: its words end up in reports."""
    for argument in arguments:
        if isinstance(argument, Secret):
            words = words.replace(argument.reveal(), str(argument))
    return words
