"""Builds a .deb with the real dpkg-deb."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from agent_bootstrap.sandbox.agents.package_tree import Package, architecture, unfold


def build(package: Package, target: Path) -> None:
    """Write the .deb. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="agent-bootstrap-deb-") as directory:
        tree = Path(directory) / "tree"
        unfold(package, tree)
        _write_control(package, tree / "DEBIAN")
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), str(target)],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _write_control(package: Package, directory: Path) -> None:
    directory.mkdir(mode=0o755)
    fields = {
        "Package": package.name,
        "Version": f"{package.version}-1",
        "Architecture": architecture(),
        "Maintainer": "The agent-bootstrap sandbox <nobody@sandbox.invalid>",
        "Section": "misc",
        "Priority": "optional",
        "Description": package.summary,
    }
    (directory / "control").write_text(
        "".join(f"{name}: {value}\n" for name, value in fields.items()), encoding="utf-8"
    )
    (directory / "conffiles").write_text("".join(f"{path}\n" for path in package.configuration), encoding="utf-8")
    for name, text in package.scripts.items():
        script = directory / name
        script.write_text(text, encoding="utf-8")
        script.chmod(0o755)
