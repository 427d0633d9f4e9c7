"""`python -m builder`: builds the packages and says how large they are."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from builder import deb, description, rpm, staging, tree, versions, wheels
from builder.description import Build

BUILDERS = {"deb": deb.build, "rpm": rpm.build}


def main() -> int:
    """Build what is asked for. Returns the exit code."""
    arguments = _arguments()
    whole = description.read()
    version = versions.of_package(arguments.version)
    arguments.out.mkdir(parents=True, exist_ok=True)
    print(f"{'package':<44} {'file':>9} {'unpacked':>9}")
    for architecture in description.ARCHITECTURES:
        if architecture.deb not in arguments.architecture:
            continue
        libraries = wheels.fetch(whole, architecture)
        for family in arguments.family:
            with tempfile.TemporaryDirectory(prefix="agent-bootstrap-package-") as directory:
                staged = Path(directory) / "tree"
                staging.stage(staged, whole, getattr(whole, family), libraries, arguments.version)
                package = BUILDERS[family](staged, arguments.out, Build(whole, architecture, version, versions.epoch()))
                print(f"{package.name:<44} {_megabytes(package.stat().st_size)} {_megabytes(tree.size(staged))}")
    return 0


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
