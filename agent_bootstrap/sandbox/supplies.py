"""What a sandbox needs and what takes time to make: the agents' packages with their signatures, and certificates.

A sandbox makes its own, unless it is told of some that were made before: tests put up hundreds of sandboxes.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Sequence

from agent_bootstrap.sandbox.agents import package_tree, packages
from agent_bootstrap.sandbox.aws_side import certificate_files

VARIABLE = "AGENT_BOOTSTRAP_SANDBOX_SUPPLIES"
"""Environment variable with the directory that `make` filled, under this Python and from these sources."""

PACKAGES = "packages"
"""Their directory, where the parts of the sandbox meet."""


def make(directory: Path, families: Sequence[str]) -> None:
    """Make in a new directory all that sandboxes of these families need. Raises CalledProcessError."""
    from agent_bootstrap.sandbox.aws_side import certificate_making

    certificate_making.make(directory / certificate_files.FOLDER)
    for family in families:
        packages.build(package_tree.this_interpreter(), family, directory / family)


def bring(family: str, meeting: Path) -> bool:
    """Lay out what was made before, if there is any; whether there is. Raises OSError if it is not whole."""
    made = os.environ.get(VARIABLE)
    if made:
        shutil.copytree(Path(made, certificate_files.FOLDER), meeting / certificate_files.FOLDER)
        shutil.copytree(Path(made, family), meeting / PACKAGES)
    return bool(made)
