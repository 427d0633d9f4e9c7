"""Builds an .rpm with the real rpmbuild."""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
from pathlib import Path

from agent_bootstrap.sandbox.agents.package_tree import Member, Package, unfold

SHELL = Package(
    name="sandbox-shell",
    version="1",
    summary="Stands for the shell of an RPM distribution, which the scripts of packages need.",
    user="",
    members={"/bin/sh": Member(b"", 0o755)},
    links={},
    directories=(),
    configuration=(),
    scripts={},
)
"""Only ever put into the database: whoever asks rpm for /bin/sh learns that it is there, as it is."""

_SECTIONS = {"preinst": "%pre", "postinst": "%post", "prerm": "%preun"}


def build(package: Package, target: Path) -> None:
    """Write the .rpm. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="agent-bootstrap-rpm-") as directory:
        top = Path(directory)
        unfold(package, top / "tree")
        specification = top / f"{package.name}.spec"
        specification.write_text(_specification(package), encoding="utf-8")
        subprocess.run(
            [
                "rpmbuild", "-bb", "--quiet", "--define", f"_topdir {top}", "--define", f"_rpmdir {top}/out",
                "--define", "_build_name_fmt package.rpm", "--define", f"standin_tree {top}/tree", str(specification),
            ],
            check=True,
            capture_output=True,
            # Neither the caller's ~/.rpmmacros nor, on Debian, a database in the caller's home.
            env={**os.environ, "HOME": directory},
        )  # fmt: skip
        target.write_bytes((top / "out" / "package.rpm").read_bytes())


def _specification(package: Package) -> str:
    """The .spec file. Nothing is compiled, stripped or searched for dependencies."""
    listed = [f"%dir {path}" for path in package.directories]
    listed += [f"%config(noreplace) {path}" if path in package.configuration else path for path in package.members]
    listed += list(package.links)
    lines = [
        f"Name: {package.name}",
        f"Version: {package.version}",
        "Release: 1",
        f"Summary: {package.summary}",
        "License: Apache-2.0",
        f"BuildArch: {platform.machine()}",
        "AutoReqProv: no",
        "%define debug_package %{nil}",
        "%define __os_install_post %{nil}",
        "%define _binary_payload w1.gzdio",
        f"%description\n{package.summary}",
        "%install\nmkdir -p %{buildroot}\ncp -a %{standin_tree}/. %{buildroot}/",
        *(f"{_SECTIONS[name]}\n{_body(text)}" for name, text in package.scripts.items()),
        "%files\n%defattr(-,root,root,-)",
        *listed,
    ]
    return "\n".join(lines) + "\n"


def _body(script: str) -> str:
    """A maintainer script without its first line. RPM hands it 0 at the removal and 1 at an upgrade."""
    return "\n".join(script.splitlines()[1:])
