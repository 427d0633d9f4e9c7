"""Builds the .rpm with rpmbuild."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import textwrap
from pathlib import Path

from builder import documents, staging, tree, units
from builder.description import CHECKOUT, PACKAGING, Build, Description

_PLACE = PACKAGING / "rpm"

_OWNED = (staging.HOME, "/usr/share/agent-bootstrap", staging.DOCUMENTS)
"""Directories that are the package's with all that is in them; others hold files of many packages."""

_DEFINED = {
    "_buildhost": "reproducible",
    "_build_id_links": "none",
    "_binary_payload": "w6.xzdio",
    "__os_install_post": "%{nil}",
    "debug_package": "%{nil}",
    "use_source_date_epoch_as_buildtime": "1",
    "clamp_mtime_to_source_date_epoch": "1",  # rpm 4.18
    "build_mtime_policy": "clamp_to_source_date_epoch",  # rpm 4.20
}
"""Macros. Nothing is compiled, stripped or compressed anew, and nothing tells of the machine or the minute."""


def build(staged: Path, target: Path, what: Build) -> Path:
    """Make the package of a staged tree, to which it adds what only rpm wants. Raises CalledProcessError."""
    _add(staged)
    tree.seal(staged, what.epoch)
    with tempfile.TemporaryDirectory(prefix="agent-bootstrap-rpm-") as directory:
        top = Path(directory)
        (top / "files").write_text("\n".join(_listed(staged)) + "\n", encoding="utf-8")
        (top / "package.spec").write_text(_specification(staged, top, what), encoding="utf-8")
        macros = {**_DEFINED, "_topdir": directory, "_rpmdir": f"{directory}/out", "_build_name_fmt": "package.rpm"}
        subprocess.run(
            ["rpmbuild", "-bb", "--quiet", f"--target={what.architecture.rpm}-linux",
             *(word for name, value in macros.items() for word in ("--define", f"{name} {value}")), str(top / "package.spec")],
            check=True,
            capture_output=True,
            # Neither the caller's ~/.rpmmacros nor, on Debian, a database in the caller's home.
            env={**os.environ, "SOURCE_DATE_EPOCH": str(what.epoch), "HOME": directory},
        )  # fmt: skip
        package = target / f"{what.description.name}-{what.version}-1.{what.architecture.rpm}.rpm"
        shutil.copyfile(top / "out" / "package.rpm", package)
    return package


def _add(staged: Path) -> None:
    tree.write(staged, f"{staging.HOME}/python", (_PLACE / "python").read_bytes(), tree.PROGRAM)
    tree.write(staged, f"{staging.DOCUMENTS}/CHANGELOG.md", (CHECKOUT / "CHANGELOG.md").read_bytes())
    enabled = units.find().enabled
    if enabled:
        preset = "".join(f"enable {unit}\n" for unit in enabled)
        tree.write(staged, "/usr/lib/systemd/system-preset/80-agent-bootstrap.preset", preset)


def _listed(staged: Path) -> list[str]:
    """The lines of %files."""
    single = [name for name in tree.files(staged) if not name.startswith(tuple(f"{owned}/" for owned in _OWNED))]
    return [*(f"%dir {directory}" for directory in staging.SETTINGS), *_OWNED, *single]


def _specification(staged: Path, top: Path, what: Build) -> str:
    description = what.description
    found = units.find()
    requirements = [f"Requires: {name}" for name in description.rpm.depends]
    requirements += [f"Recommends: {name}" for name in description.rpm.recommends]
    values = {
        "NAME": description.name,
        "VERSION": what.version,
        "SUMMARY": description.summary[0].upper() + description.summary[1:],
        "LICENCES": _licences(description),
        "REQUIREMENTS": "\n".join(requirements),
        "DESCRIPTION": "\n\n".join(textwrap.fill(text, 78) for text in description.description.strip().split("\n\n")),
        "TREE": str(staged),
        "LIST": str(top / "files"),
        "ENABLED": " ".join(found.enabled),
        "STOPPED": " ".join(found.stopped),
        "CHANGELOG": documents.rpm_changelog(what),
    }
    return tree.filled(_PLACE / "agent-bootstrap.spec", values)


def _licences(description: Description) -> str:
    """The licences of all parts as one expression of SPDX."""
    named = {description.licence, *(library.licence for library in description.libraries.values())}
    spelled = (licence.replace("Expat", "MIT").replace(" or ", " OR ") for licence in named)
    return " AND ".join(sorted(f"({licence})" if " OR " in licence else licence for licence in spelled))
