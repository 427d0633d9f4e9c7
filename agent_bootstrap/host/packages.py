"""Packages: what is installed and in which state, what a file holds, and installing it, with the distribution's own dpkg or rpm."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import ssm_agent_flavours
from agent_bootstrap.aws.packages import CLOUDWATCH_AGENT, SSM_AGENT
from agent_bootstrap.aws.ssm_agent_flavours import Flavour
from agent_bootstrap.diagnosis import package_words
from agent_bootstrap.host import crypto_policy
from agent_bootstrap.host.commands import Commands, Outcome
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.host.package_lock import PackageLock
from agent_bootstrap.model.component import component
from agent_bootstrap.model.value_object import value_object

INSTALL_SECONDS = 300.0
"""How long an installation may take. The real SSM Agent takes 1.2 s; a slow disk and other packages' triggers take longer."""


@value_object
class _Manager:
    """One package manager: how it is asked, and how it is told."""

    tool: str
    query: tuple[str, ...]
    inside: tuple[str, ...]
    """Asks a file for its version and its architecture."""
    install: tuple[str, ...]


_MANAGERS = {
    "deb": _Manager(
        tool="dpkg",
        query=("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status} ${db:Status-Eflag} ${Version}\n"),
        inside=("dpkg-deb", "--show", "--showformat=${Version} ${Architecture}"),
        # A configuration file that somebody edited stays as it is, without a question that nobody could answer. What debsig
        # would judge inside the package, AWS never signed: the signature beside it was good.
        install=("dpkg", "--no-debsig", "--force-confdef", "--force-confold", "--install"),
    ),
    "rpm": _Manager(
        tool="rpm",
        query=("rpm", "--query", "--queryformat", "%{NAME} installed ok %{VERSION}-%{RELEASE}\n"),
        inside=(
            "rpm", "--query", "--nosignature", "--nodigest", "--queryformat", "%{VERSION}-%{RELEASE} %{ARCH}", "--package",
        ),
        # The CloudWatch agent's headers are not signed, and older headers carry SHA-1 and MD5, which RHEL 9 and FIPS mode
        # refuse. The signature beside the package covers every byte of it and was good, so that nothing is lost.
        install=("rpm", "--upgrade", "--nosignature", "--nodigest", "--oldpackage", "--replacepkgs"),
    ),
}  # fmt: skip


@component
class Packages:
    """The host's package manager."""

    commands: Commands
    facts: Facts
    files: Files
    lock: PackageLock

    def version(self, name: str) -> Optional[str]:
        """The version of a package that is installed and configured, else None."""
        state, flag, version = self._state(name)
        # dpkg runs the triggers of a package at the end of the whole upgrade; the package works until then.
        return version if state in ("installed", "triggers-pending") and flag == "ok" else None

    def present(self, name: str) -> bool:
        """Whether the program is here, as a package or as a snap, so that nothing of it is still to be unpacked."""
        as_snap = name == ssm_agent_flavours.SNAP_NAME and self.ssm_agent_flavour().is_snap
        return as_snap or self.version(name) is not None

    def halfway(self, name: str) -> Optional[str]:
        """dpkg's word for a package that an installation left behind unfinished, as `half-configured`; else None."""
        state, flag, _ = self._state(name)
        if flag == "reinstreq":
            return "to be installed again"
        return state if state in ("half-configured", "half-installed", "unpacked", "triggers-awaited") else None

    def inside(self, path: str) -> Optional[tuple[str, str]]:
        """Version and architecture that a package's file claims; None if it is none."""
        outcome = self.commands.look(*self._manager().inside, path)
        version, _, architecture = outcome.output.strip().partition(" ")
        return (version, architecture) if outcome.exit_code == 0 and architecture else None

    def holder(self) -> Optional[str]:
        """Who holds the package manager's lock; None if nobody does."""
        return self.lock.holder(self.facts.platform().family)

    def tool(self) -> str:
        """`dpkg` or `rpm`."""
        return self._manager().tool

    def ssm_agent_flavour(self) -> Flavour:
        """How the SSM Agent came to this server, and so what its unit and its program are called."""
        return ssm_agent_flavours.flavour(as_snap=self.files.exists(ssm_agent_flavours.SNAP.program))

    def ssm_agent_unit(self) -> str:
        """The name of the SSM Agent's service on this server."""
        return self.ssm_agent_flavour().unit

    def snap_version(self) -> Optional[str]:
        """The version of the SSM Agent that came as a snap, else None."""
        if not self.ssm_agent_flavour().is_snap or self.commands.missing("snap"):
            return None
        outcome = self.commands.look("snap", "list", ssm_agent_flavours.SNAP_NAME)
        rows = [line.split() for line in outcome.output.splitlines()]
        return next((row[1] for row in rows if row[:1] == [ssm_agent_flavours.SNAP_NAME] and len(row) > 1), None)

    @touches
    def configure(self, name: str) -> bool:
        """Let dpkg finish what an installation of this package left undone; whether it could."""
        return self.commands.run("dpkg", "--configure", name, seconds=INSTALL_SECONDS).exit_code == 0

    @touches
    def install(self, path: str) -> None:
        """Install a package file. Raises package-manager-busy, signature-policy or installation-failed."""
        manager = self._manager()
        outcome = self.commands.run(*manager.install, path, seconds=INSTALL_SECONDS)
        if outcome.exit_code == 0:
            return
        raise package_words.refusal(outcome.words).error(
            self._details(outcome),
            tool=manager.tool,
            file=path.rsplit("/", 1)[-1],
            holder=self.holder() or "another program",
        )

    def _details(self, outcome: Outcome) -> str:
        return f"{outcome.words}\n{crypto_policy.words(self.files)}"

    def _state(self, name: str) -> tuple[str, str, str]:
        """State, error flag and version; empty texts if the package is not known. Of two versions the last: a broken-off
        upgrade leaves both in rpm's database."""
        # Whoever asks for one agent's package soon asks for the other's, and each time the whole database is read.
        asked = sorted({name, SSM_AGENT, CLOUDWATCH_AGENT})
        outcome = self.commands.look(*self._manager().query, *asked)
        # Of those that are not known there is no such line.
        rows = [line.split(" ") for line in outcome.output.splitlines() if line.startswith(f"{name} ")]
        _, state, flag, version = rows[-1] if rows else (name, "", "", "")
        return state, flag, version

    def _manager(self) -> _Manager:
        return _MANAGERS[self.facts.platform().family]
