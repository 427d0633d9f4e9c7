"""Installing a signed package: brought from wherever the settings say, verified, and only then shown to the package manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Sequence

from agent_bootstrap.aws import versions
from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.diagnosis import package_files, package_words
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.files import Files, problems_with
from agent_bootstrap.host.keyring import Keyring
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.host.packages import Packages
from agent_bootstrap.host.signatures import Signatures
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import package as problems

if TYPE_CHECKING:
    from agent_bootstrap.host.downloads import Downloads

CACHE = "/var/cache/agent-bootstrap"

PACKAGE_LIMIT = 1 << 30
"""Bytes. The real packages have 30 MB (SSM Agent) and about 150 MB (CloudWatch agent); what is larger is none."""

_SIGNATURE_LIMIT = 64 * 1024
"""Bytes. A detached signature has under 2 kB."""

LOCK_SECONDS = 10.0
"""How long one walk waits for the package manager's lock: an installation by hand takes so long. The run walks again after that."""

FETCHES = 2
"""How often a package and its signature are fetched together before it counts that they do not fit."""

_BEGINNING = 1 << 20
"""Bytes of a file that are looked at for what it is instead: a package's headers come in its first ten thousands."""

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""An architecture as rpm names it -> as packages of both families are chosen by it."""

_OF_NO_ARCHITECTURE = ("all", "noarch")


@component
class Installer:
    """Installs packages that AWS signed."""

    clock: Clock
    downloads: Downloads
    facts: Facts
    files: Files
    keyring: Keyring
    packages: Packages
    signatures: Signatures

    @touches
    def install(
        self, package: S3Object, *, trusted: Sequence[str], keys: Sequence[str] = (), version: Optional[str] = None
    ) -> None:
        """Bring, verify and install one package, which must be of exactly this version if one is given.

        `trusted` are full fingerprints; `keys` are armored keys to look among beside those of the keyring.
        Raises problems of model/problems/s3.py and model/problems/package.py.
        """
        self._wait_for_the_lock()
        path = f"{CACHE}/{package.bucket}/{package.key}"
        try:
            address = self._fetch(package, path)
            self._refuse_strangers(package, path, address)
            self.signatures.verify(path, f"{path}.sig", keys=(*self.keyring.texts(), *keys), trusted=trusted)
            self._refuse_others(package, path, version)
            self.packages.install(str(self.files.at(path)))
        finally:
            # What was refused must not lie about, and what is installed is not needed again.
            self.files.remove(path)
            self.files.remove(f"{path}.sig")

    def _wait_for_the_lock(self) -> None:
        """Before anything is brought, for whoever holds the lock would have it brought again and again."""
        holder = self.packages.holder()
        if holder is None:
            return
        tool = self.packages.tool()
        self.downloads.watcher.pausing(LOCK_SECONDS, f"{tool} is locked by {holder}")
        if not self.clock.wait_until(lambda: self.packages.holder() is None, seconds=LOCK_SECONDS):
            raise problems.PACKAGE_MANAGER_BUSY.error(
                f"the kernel names the holder; waited {LOCK_SECONDS:.0f} s", tool=tool, holder=holder
            )

    def _fetch(self, package: S3Object, path: str) -> str:
        """Bring the package and the signature that belongs to it; the address that they came from."""
        for _ in range(FETCHES):
            brought = self.downloads.fetch(package, path, limit=PACKAGE_LIMIT)
            self.downloads.fetch(package.signature(), f"{path}.sig", limit=_SIGNATURE_LIMIT)
            there = self.downloads.head(package)
            if there.version == brought.version:
                return brought.address
        raise problems.PACKAGE_REPLACED.error(
            f"its ETag was {brought.version}, and then {there.version}",
            file=package.file_name,
            times=FETCHES,
            url=there.address,
        )

    def _refuse_strangers(self, package: S3Object, path: str, address: str) -> None:
        with problems_with(path), self.files.at(path).open("rb") as file:
            beginning = file.read(_BEGINNING)
        names = {"file": package.file_name, "source": package.source, "url": address}
        problem = package_words.stranger(beginning, **names)
        if problem:
            raise ProblemFoundError(problem)
        size, least = self.files.size(path), package_files.least(beginning)
        if size < least:
            # Its signature would be called bad, as that of a package that somebody tampered with.
            raise problems.PACKAGE_INCOMPLETE.error(size=size, least=least, **names)

    def _refuse_others(self, package: S3Object, path: str, wanted: Optional[str]) -> None:
        """A genuine package may still be another one than this server needs, where people laid it."""
        inside = self.packages.inside(str(self.files.at(path)))
        if inside is None:
            return
        version, architecture = inside
        names = {"file": package.file_name, "source": package.source}
        here, meant = self.facts.platform().architecture, _ARCHITECTURES.get(architecture, architecture)
        if meant not in (here, *_OF_NO_ARCHITECTURE):
            raise problems.PACKAGE_WRONG_ARCHITECTURE.error(found=meant, wanted=here, **names)
        if wanted and not versions.same(version, wanted):
            raise problems.PACKAGE_OTHER_VERSION.error(found=version, wanted=wanted, **names)
