"""A package as data: its name, its files, its maintainer scripts. Both package formats are built from this one description."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import Mapping

from agent_bootstrap.model.value_object import value_object

SOURCES = Path(__file__).resolve().parents[3]
"""The directory that holds the package agent_bootstrap: a checkout, or site-packages."""

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""Machine as the kernel names it -> architecture as Debian and AWS name it."""

_PROGRAM = 0o755
_DATA = 0o644


@value_object
class Member:
    """One file of a package."""

    content: bytes
    mode: int = _DATA


@value_object
class Package:
    """What a package holds. Paths are absolute."""

    name: str
    version: str
    summary: str
    user: str
    """Who signs it: the user ID of the OpenPGP key."""
    members: Mapping[str, Member]
    links: Mapping[str, str]
    """Path -> target of the symbolic link."""
    directories: tuple[str, ...]
    configuration: tuple[str, ...]
    """Those of the members that the administrator may change."""
    scripts: Mapping[str, str]
    """preinst, postinst, prerm -> text."""


@value_object
class Interpreter:
    """A Python to run the agents."""

    program: str
    """Its absolute path."""
    paths: tuple[str, ...]
    """Where it finds this package and what it needs, before its own library."""


def this_interpreter() -> Interpreter:
    """The Python that runs now, with all that it finds."""
    return Interpreter(sys.executable, (str(SOURCES), *(path for path in sys.path if path)))


def program(interpreter: Interpreter, module: str) -> Member:
    """A program that calls `entry` of one of our modules.

    It finds what it is told of, and looks for nothing else: nobody's PYTHONPATH gets in between, and it starts sooner.
    """
    text = (
        f"#!{interpreter.program} -IS\n"
        "# The agent-bootstrap sandbox's stand-in of a program that belongs to Amazon.\n"
        "import sys\n\n"
        f"sys.path[:0] = {list(interpreter.paths)!r}\n\n"
        f"from {module} import entry\n\n"
        "entry()\n"
    )
    return Member(text.encode(), _PROGRAM)


def shell_program(source: Path) -> Member:
    """A program that is a shell script."""
    return Member(source.read_bytes(), _PROGRAM)


def data(source: Path) -> Member:
    """A file that is no program."""
    return Member(source.read_bytes(), _DATA)


def scripts(directory: Path) -> dict[str, str]:
    """The maintainer scripts that lie in a directory."""
    names = ("preinst", "postinst", "prerm")
    return {name: (directory / name).read_text(encoding="utf-8") for name in names if (directory / name).exists()}


def architecture() -> str:
    """This machine's architecture. Raises KeyError where AWS has no agent for it."""
    return ARCHITECTURES[platform.machine()]


def unfold(package: Package, tree: Path) -> None:
    """Lay the package's files out below a directory."""
    for path in package.directories:
        (tree / path.lstrip("/")).mkdir(parents=True, exist_ok=True)
    for path, member in package.members.items():
        file = tree / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(member.content)
        file.chmod(member.mode)
    for path, aim in package.links.items():
        link = tree / path.lstrip("/")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(aim)
    for directory in (tree, *(entry for entry in tree.rglob("*") if entry.is_dir())):
        directory.chmod(0o755)
