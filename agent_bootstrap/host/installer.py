"""Installing a signed package from S3: brought, verified, and only then shown to the package manager."""

from __future__ import annotations

import dataclasses
from typing import Sequence

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host.downloads import SMALL, Downloads
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.keyring import Keyring
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.host.packages import Packages
from agent_bootstrap.host.signatures import Signatures

CACHE = "/var/cache/agent-bootstrap"

PACKAGE_LIMIT = 1 << 30
"""Bytes. The real packages have 30 MB (SSM Agent) and about 150 MB (CloudWatch agent); what is larger is none."""


@dataclasses.dataclass(frozen=True)
class Installer:
    """Installs packages that AWS signed."""

    downloads: Downloads
    files: Files
    keyring: Keyring
    packages: Packages
    signatures: Signatures

    @touches
    def install(self, package: S3Object, *, trusted: Sequence[str], keys: Sequence[str] = ()) -> None:
        """Bring, verify and install one package.

        `trusted` are full fingerprints; `keys` are armored keys to look among beside those of the keyring.
        Raises problems of model/problems/s3.py and model/problems/package.py.
        """
        path = f"{CACHE}/{package.bucket}/{package.key}"
        signature = f"{path}.sig"
        self.downloads.fetch(package, path, limit=PACKAGE_LIMIT)
        self.downloads.fetch(package.signature(), signature, limit=SMALL)
        try:
            self.signatures.verify(path, signature, keys=(*self.keyring.texts(), *keys), trusted=trusted)
            self.packages.install(str(self.files.at(path)))
        finally:
            # What was refused must not lie about, and what is installed is not needed again.
            self.files.remove(path)
            self.files.remove(signature)
