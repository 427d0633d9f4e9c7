"""Builds the .deb with dpkg-deb."""

from __future__ import annotations

import hashlib
import os
import subprocess
import textwrap
from pathlib import Path

from builder import documents, tree, units
from builder.description import PACKAGING, Build

_PLACE = PACKAGING / "deb"


def build(staged: Path, target: Path, what: Build) -> Path:
    """Make the package of a staged tree, to which it adds what only Debian wants. Raises CalledProcessError."""
    doc = "/usr/share/doc/agent-bootstrap"
    tree.write(staged, f"{doc}/changelog.gz", tree.compressed(documents.debian_changelog(what)))
    overrides = (_PLACE / "lintian-overrides").read_bytes()
    tree.write(staged, "/usr/share/lintian/overrides/agent-bootstrap", overrides)
    _control(staged, what)
    tree.seal(staged, what.epoch)
    package = target / f"{what.description.name}_{what.version}_{what.architecture.deb}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(staged), str(package)],
        check=True,
        stdout=subprocess.DEVNULL,
        # One thread: with more, xz cuts into blocks by the number of processors.
        env={**os.environ, "SOURCE_DATE_EPOCH": str(what.epoch), "DPKG_DEB_THREADS_MAX": "1"},
    )
    return package


def _control(staged: Path, what: Build) -> None:
    description = what.description
    names = tree.files(staged)
    sums = (hashlib.md5((staged / name[1:]).read_bytes()).hexdigest() for name in names)  # noqa: S324  dpkg's format, no seal
    listed = "".join(
        f"{digest}  {name[1:]}\n" for name, digest in zip(names, sums) if not (staged / name[1:]).is_symlink()
    )
    fields = {
        "Package": description.name,
        "Version": what.version,
        "Architecture": what.architecture.deb,
        "Maintainer": description.maintainer,
        "Installed-Size": str(-(-tree.size(staged) // 1024)),
        "Depends": ", ".join(description.deb.depends),
        "Recommends": ", ".join(description.deb.recommends),
        "Section": description.section,
        "Priority": "optional",
        "Description": f"{description.summary}\n{_long(description.description)}",
    }
    tree.write(staged, "/DEBIAN/control", "".join(f"{name}: {value}\n" for name, value in fields.items()))
    tree.write(staged, "/DEBIAN/md5sums", listed)
    tree.write(staged, "/DEBIAN/triggers", (_PLACE / "triggers").read_bytes())
    found = units.find()
    values = {"ENABLED": " ".join(found.enabled), "STOPPED": " ".join(found.stopped)}
    for script in ("postinst", "prerm", "postrm"):
        tree.write(staged, f"/DEBIAN/{script}", tree.filled(_PLACE / script, values), tree.PROGRAM)


def _long(text: str) -> str:
    """Paragraphs as a control file has them: each line begins with a blank, and a dot stands for an empty one."""
    paragraphs = (
        textwrap.fill(paragraph, 78, initial_indent=" ", subsequent_indent=" ")
        for paragraph in text.strip().split("\n\n")
    )
    return "\n .\n".join(paragraphs)
