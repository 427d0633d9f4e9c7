"""The walls: this program starts itself again in private namespaces, where nothing it does reaches the real machine."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Optional, Sequence

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox import distribution
from agent_bootstrap.sandbox.init import terminal
from agent_bootstrap.sandbox.world import World

INSIDE = "agent_bootstrap.sandbox.inside"
INSIDE_MARK = "AGENT_BOOTSTRAP_SANDBOX"
"""Environment variable that says: this is the inside."""

_MODULES = ("cryptography", "flask", "flask_cors", "moto", "trustme")
_PROGRAMS = ("unshare", "mount", "ip", "nft", "gpg", "gpgv", "openssl")
_BUILDERS = {"deb": ("dpkg-deb", "dpkg"), "rpm": ("rpmbuild", "rpm (Debian, Ubuntu) or rpm-build (Red Hat, SUSE)")}
"""Family -> the program that builds its packages, and the package that holds it."""


class NotHereError(Exception):
    """The sandbox cannot run on this machine; the message says what is missing and what to do."""


@value_object
class Plan:
    """All that the inside must know."""

    world: World
    command: tuple[str, ...]
    directory: str
    """Where the command starts."""
    family: str
    """Of the server: `deb` or `rpm`."""

    def to_text(self) -> str:
        """The plan, as one argument."""
        return json.dumps({**vars(self), "world": self.world.to_json()})

    @classmethod
    def from_text(cls, text: str) -> Plan:
        """The plan that `to_text` wrote."""
        values = json.loads(text)
        return cls(**{**values, "world": World.from_json(values["world"]), "command": tuple(values["command"])})


def run(world: World, command: Sequence[str], family: Optional[str] = None) -> int:
    """Run a command in a closed network of its own and return its exit code. Raises NotHereError.

    `family` is that of the server inside, `deb` or `rpm`; this machine's own when None.
    """
    plan = Plan(world, tuple(command), str(Path.cwd()), need(family))
    inside = [sys.executable, "-m", INSIDE, plan.to_text()]
    ended = subprocess.run(["unshare", *_flags(), *inside], check=False, env=_environment()).returncode
    # PID 1 cannot name a process group outside, so the caller's gets the terminal back here.
    terminal.take()
    return ended


def need(family: Optional[str] = None) -> str:
    """The family that a sandbox would have. Raises NotHereError, with what is missing, where it cannot run."""
    if INSIDE_MARK in os.environ:
        raise NotHereError("this is the inside of a sandbox already; type exit first")
    _need_modules()
    _need_programs()
    family = _need_family(family)
    _need_namespaces(_flags())
    return family


def _flags() -> list[str]:
    flags = ["--mount", "--net", "--pid", "--uts", "--ipc", "--fork", "--kill-child"]
    return flags if os.geteuid() == 0 else ["--user", "--map-root-user", *flags]


def _environment() -> dict[str, str]:
    """The caller's environment: what of it the command inside gets is decided there."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _need_modules() -> None:
    missing = [name for name in _MODULES if importlib.util.find_spec(name) is None]
    if missing:
        raise NotHereError(
            f"the Python modules {', '.join(missing)} are not installed; in the checkout, type: pip install '.[sandbox]'"
        )


def _need_programs() -> None:
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        raise NotHereError(
            f"the programs {', '.join(missing)} are not installed;"
            " install the packages util-linux, iproute2, nftables, gnupg, gpgv and openssl"
        )


def _need_family(wanted: Optional[str]) -> str:
    own = distribution.family_of_this_machine()
    family = wanted or own
    if family is None:
        raise NotHereError("this distribution has neither .deb nor .rpm packages of its own; add: --family rpm")
    if family == "deb" != own:
        raise NotHereError("only a Debian or Ubuntu machine can play one; leave out: --family deb")
    program, package = _BUILDERS[family]
    if shutil.which(program) is None:
        raise NotHereError(
            f"{program}, which builds .{family} packages, is not installed; install the package {package}"
        )
    return family


def _need_namespaces(flags: Sequence[str]) -> None:
    """Try it: no file tells all the ways in which a kernel, a container or a security module can forbid namespaces."""
    tried = subprocess.run(["unshare", *flags, "true"], check=False, capture_output=True, text=True)
    if tried.returncode == 0:
        return
    reason = tried.stderr.strip() or f"unshare ended with {tried.returncode}"
    if os.geteuid() == 0:
        raise NotHereError(
            f"this kernel or container allows no new namespaces ({reason}); run the sandbox on a host, or in a container"
            " with CAP_SYS_ADMIN"
        )
    raise NotHereError(
        f"this system allows no user namespaces to ordinary users ({reason}); run it as root: sudo agent-bootstrap sandbox"
    )
