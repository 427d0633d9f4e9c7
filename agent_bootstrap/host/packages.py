"""Packages: what is installed, and installing a file, with the distribution's own dpkg or rpm."""

from __future__ import annotations

import dataclasses
from typing import Optional

from agent_bootstrap.host.commands import Commands
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.model.problems import package as problems

INSTALL_SECONDS = 300.0
"""How long an installation may take. The real SSM Agent takes 1.2 s; a slow disk and other packages' triggers take longer."""


@dataclasses.dataclass(frozen=True)
class _Manager:
    """One package manager: how it is asked, how it is told, and how it says that it is locked."""

    tool: str
    query: tuple[str, ...]
    install: tuple[str, ...]
    locked: str


_MANAGERS = {
    "deb": _Manager(
        tool="dpkg",
        query=("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}"),
        # A configuration file that somebody edited stays as it is, without a question that nobody could answer.
        install=("dpkg", "--force-confdef", "--force-confold", "--install"),
        locked="lock was locked by ",  # then "another process", or since dpkg 1.22 that process by its path
    ),
    "rpm": _Manager(
        tool="rpm",
        query=("rpm", "--query", "--queryformat", "installed %{VERSION}-%{RELEASE}"),
        install=("rpm", "--upgrade", "--oldpackage", "--replacepkgs"),
        locked="can't create transaction lock",
    ),
}


@dataclasses.dataclass(frozen=True)
class Packages:
    """The host's package manager."""

    commands: Commands
    facts: Facts

    def version(self, name: str) -> Optional[str]:
        """The version of a package that is installed and configured, else None."""
        outcome = self.commands.look(*self._manager().query, name)
        state, _, version = outcome.output.strip().partition(" ")
        return version if outcome.exit_code == 0 and state == "installed" else None

    @touches
    def install(self, path: str) -> None:
        """Install a package file. Raises package-manager-busy or installation-failed."""
        manager = self._manager()
        outcome = self.commands.run(*manager.install, path, seconds=INSTALL_SECONDS)
        if outcome.exit_code == 0:
            return
        busy = manager.locked in outcome.errors
        kind = problems.PACKAGE_MANAGER_BUSY if busy else problems.INSTALLATION_FAILED
        raise kind.error(outcome.words, tool=manager.tool, file=path.rsplit("/", 1)[-1])

    def _manager(self) -> _Manager:
        return _MANAGERS[self.facts.platform().family]
