"""`python -m builder`: builds the packages and says how large they are."""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import sys
import tempfile
from pathlib import Path
from typing import Sequence

from builder import deb, description, rpm, staging, tree, versions, wheels
from builder.description import Build

BUILDERS = {"deb": deb.build, "rpm": rpm.build}


def main() -> int:
    """Build what is asked for. Returns the exit code."""
    arguments = _arguments()
    arguments.out.mkdir(parents=True, exist_ok=True)
    whole, epoch, version = description.read(), versions.epoch(), versions.of_package(arguments.version)
    architectures = [known for known in description.ARCHITECTURES if known.deb in arguments.architecture]
    # Fetched one after the other, since all use one cache; then packed side by side, for xz takes one processor each.
    libraries = {architecture: wheels.fetch(whole, architecture) for architecture in architectures}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = [
            pool.submit(_build, family, Build(whole, architecture, version, epoch), libraries[architecture], arguments)
            for architecture in architectures
            for family in arguments.family
        ]
    print(f"{'package':<44} {'file':>9} {'unpacked':>9}")
    print("\n".join(row.result() for row in rows))
    return 0


def _build(family: str, what: Build, libraries: Sequence[Path], arguments: argparse.Namespace) -> str:
    """Build one package, and return its row of the table."""
    with tempfile.TemporaryDirectory(prefix="agent-bootstrap-package-") as directory:
        staged = Path(directory) / "tree"
        staging.stage(staged, what.description, getattr(what.description, family), libraries, arguments.version)
        unpacked = tree.size(staged)
        package = BUILDERS[family](staged, arguments.out, what)
    return f"{package.name:<44} {_megabytes(package.stat().st_size)} {_megabytes(unpacked)}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:6.2f} MB"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="builder", description="Builds the .deb and the .rpm.")
    known = [architecture.deb for architecture in description.ARCHITECTURES]
    parser.add_argument("--out", type=Path, default=description.CHECKOUT / "dist", help="directory for the packages")
    parser.add_argument("--version", default=versions.own(), help="build as this version (default: %(default)s)")
    parser.add_argument("--family", action="append", choices=list(BUILDERS), help="default: both")
    parser.add_argument("--architecture", action="append", choices=known, help="default: both")
    given = parser.parse_args()
    given.family, given.architecture = given.family or list(BUILDERS), given.architecture or known
    return given


if __name__ == "__main__":
    sys.exit(main())
