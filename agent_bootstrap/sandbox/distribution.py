"""The family of distributions of the sandbox's server: this machine's own, or RPM's on a machine that is none of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Optional

from agent_bootstrap.host import trust_store
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.model.problem import ProblemFoundError

FAMILIES = ("deb", "rpm")

_OS_RELEASE = """\
NAME="Rocky Linux"
ID="rocky"
ID_LIKE="rhel centos fedora"
VERSION_ID="9.4"
PRETTY_NAME="Rocky Linux 9.4, as the sandbox plays it"
"""

_OTHER_NAMES = ("/etc/os-release", "/etc/debian_version", "/etc/lsb-release")
"""What a program that asks for the distribution would read elsewhere."""

_BUNDLE = Path("/etc/pki/tls/certs/ca-bundle.crt")
"""Where RHEL and those like it keep the trusted certificates."""

_DATABASE = Path("/var/lib/rpm")
_MACROS = Path("/etc/rpm/macros")


def family_of_this_machine() -> Optional[str]:
    """`deb`, `rpm`, or None where it is another."""
    try:
        return Facts().platform().family
    except ProblemFoundError:
        return None


def become_rpm(shell: Path) -> None:
    """Make a server of another family an RPM host: name, trust store, database. Raises CalledProcessError.

    `shell` is the file of a package that provides /bin/sh, which the agents' packages need: the one thing in the database.
    """
    certificates = Path(trust_store.bundle()).read_bytes()
    for name in (*_OTHER_NAMES, *trust_store.BUNDLES):
        Path(name).unlink(missing_ok=True)
    _write(Path("/etc/os-release"), _OS_RELEASE.encode())
    _write(_BUNDLE, certificates)
    # Elsewhere rpm keeps its database in the home directory, as something for builders of packages.
    _write(_MACROS, f"%_dbpath {_DATABASE}\n".encode())
    shutil.rmtree(_DATABASE, ignore_errors=True)
    for command in (["--initdb"], ["--install", "--justdb", str(shell)]):
        subprocess.run(["rpm", *command], check=True, capture_output=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
