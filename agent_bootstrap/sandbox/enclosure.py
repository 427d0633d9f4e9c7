"""The walls: this program starts itself again in private namespaces, where nothing it does reaches the real machine."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Sequence

from agent_bootstrap.sandbox.world import World

INSIDE = "agent_bootstrap.sandbox.inside"

_MODULES = ("cryptography", "flask", "flask_cors", "moto", "trustme")
_PROGRAMS = ("unshare", "mount", "ip", "gpg", "gpgv")


class NotHereError(Exception):
    """The sandbox cannot run on this machine; the message says what is missing and what to do."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """All that the inside must know."""

    world: World
    command: tuple[str, ...]
    directory: str
    """Where the command starts."""

    def to_text(self) -> str:
        """The plan, as one argument."""
        return json.dumps({"world": self.world.to_json(), "command": self.command, "directory": self.directory})

    @classmethod
    def from_text(cls, text: str) -> Plan:
        """The plan that `to_text` wrote."""
        values = json.loads(text)
        return cls(World.from_json(values["world"]), tuple(values["command"]), values["directory"])


def run(world: World, command: Sequence[str]) -> int:
    """Run a command in a closed network of its own and return its exit code. Raises NotHereError."""
    need()
    plan = Plan(world, tuple(command), str(Path.cwd()))
    inside = [sys.executable, "-m", INSIDE, plan.to_text()]
    return subprocess.run(["unshare", *_flags(), *inside], check=False, env=_environment()).returncode


def need() -> None:
    """Raises NotHereError, with all that is missing, where the sandbox cannot run."""
    _need_modules()
    _need_programs()
    _need_namespaces(_flags())


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
            f"the Python modules {', '.join(missing)} are not installed; type: pip install 'agent-bootstrap[sandbox]'"
        )


def _need_programs() -> None:
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        raise NotHereError(
            f"the programs {', '.join(missing)} are not installed; install the packages util-linux, iproute2, gnupg and gpgv"
        )
    if not shutil.which("dpkg-deb") and not shutil.which("rpmbuild"):
        raise NotHereError("neither dpkg-deb nor rpmbuild is installed; install the package dpkg, or rpm-build")


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
