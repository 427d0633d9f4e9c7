"""Proxy variables, each with the place that it comes from, and which of them is in force for an agent."""

from __future__ import annotations

import itertools
import re
import shlex
from typing import Iterable, Iterator, NamedTuple, Optional, Sequence

NAMES = ("http_proxy", "https_proxy", "no_proxy")


class Variable(NamedTuple):
    """One assignment."""

    name: str
    value: str
    origin: str
    """`FILE:LINE`, or in words."""

    @property
    def file(self) -> str:
        """The file of the origin."""
        return self.origin.rpartition(":")[0] or self.origin


class EnvironmentFile(NamedTuple):
    """A file with more variables that a unit names."""

    path: str


def in_force(variables: Sequence[Variable], name: str) -> Optional[Variable]:
    """The assignment that a program in Go heeds: the upper case before the lower case, and the last of each; never an empty one."""
    for spelling in (name.upper(), name.lower()):
        last = _last(variables, spelling)
        if last and last.value:
            return last
    return None


def differing(variables: Sequence[Variable]) -> Optional[tuple[Variable, Variable]]:
    """The first variable whose upper and lower case both hold a value, and not the same one."""
    for name in NAMES:
        upper, lower = _last(variables, name.upper()), _last(variables, name)
        if upper and lower and upper.value and lower.value and upper.value != lower.value:
            return upper, lower
    return None


def proxies_only(variables: Iterable[Variable]) -> tuple[Variable, ...]:
    """Those that concern proxies."""
    return tuple(variable for variable in variables if variable.name.lower() in NAMES)


def of_unit(text: str, path: str, key: str = "Environment") -> Iterator[Variable | EnvironmentFile | None]:
    """What a unit or drop-in sets, in its order: variables, environment files, and None where it forgets all before.

    `key` is `Environment`, or `DefaultEnvironment` for systemd's own configuration.
    """
    for number, line in _joined(text):
        name, _, value = (part.strip() for part in line.partition("="))
        if name == key and not value:
            yield None
        elif name == key:
            yield from _assignments(_words(value), f"{path}:{number}")
        elif name == "EnvironmentFile" and value:
            yield EnvironmentFile(value.lstrip("-"))


def of_environment_file(text: str, path: str) -> Iterator[Variable]:
    """What a file of `NAME=value` lines sets, as systemd and pam_env read it: quotes and `export` may stand there."""
    for number, line in _joined(text):
        yield from _assignments(_words(re.sub(r"^\s*export\s+", "", line)), f"{path}:{number}")


def of_common_configuration(text: str, path: str) -> Iterator[Variable]:
    """What the section [proxy] of the CloudWatch agent's common-config.toml sets."""
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        heading = re.match(r"\s*\[(\w+)\]", line)
        section = heading[1] if heading else section
        found = re.match(r"""\s*(https?_proxy|no_proxy)\s*=\s*["']([^"']*)["']""", line)
        if section == "proxy" and found:
            yield Variable(found[1], found[2], f"{path}:{number}")


def _last(variables: Sequence[Variable], name: str) -> Optional[Variable]:
    return next((variable for variable in reversed(variables) if variable.name == name), None)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, those that end with a backslash put together; with the number of the first."""
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, first in lines:
        whole = first
        while whole.endswith("\\"):
            whole = whole[:-1] + next(itertools.islice(lines, 1), (0, ""))[1]
        if whole.strip() and not whole.lstrip().startswith(("#", ";")):
            yield number, whole


def _words(text: str) -> Sequence[str]:
    try:
        return shlex.split(text)
    except ValueError:
        # A quote is missing: systemd ignores such a line, too.
        return ()


def _assignments(words: Iterable[str], origin: str) -> Iterator[Variable]:
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            yield Variable(name, value, origin)
