"""What takes time to make and is the same for every host: packages, signatures, certificates. One directory holds it all."""

from __future__ import annotations

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import agent_bootstrap
from agent_bootstrap.sandbox.agents import packages
from agent_bootstrap.sandbox.agents.package_tree import Interpreter
from agent_bootstrap.sandbox.aws_side import certificate_files, certificate_making
from tests.hosts.roots import STAND_INS

AGENTS = "agents"
"""The stand-in agents' packages, with signatures."""
KEYS = "keys"
"""A directory like /etc/agent-bootstrap: settings that make a server trust those signatures."""
PRODUCT = "packages"
"""What a host sees as /packages: this version, and one before it."""

PREVIOUS_VERSION = "0.0.9"

_PYTHON = Interpreter("/usr/bin/python3", (str(STAND_INS / "source"), str(STAND_INS / "library")))
"""The host's own Python runs the agents, too."""

_CHECKOUT = Path(__file__).parents[2]


def make(directory: Path) -> None:
    """Fill a new directory. Raises CalledProcessError."""
    certificate_making.make(directory / certificate_files.FOLDER)
    packages.build(_PYTHON, "deb", directory / AGENTS)
    _write_keys(directory / AGENTS, directory / KEYS)
    (directory / PRODUCT).mkdir()
    packed = {"agent-bootstrap.deb": agent_bootstrap.__version__, "agent-bootstrap-previous.deb": PREVIOUS_VERSION}
    # xz takes one processor each.
    with concurrent.futures.ThreadPoolExecutor(len(packed)) as pool:
        list(pool.map(lambda name: _build_product(packed[name], directory / PRODUCT / name), packed))


def bring(directory: Path, meeting: Path) -> None:
    """Lay out AWS's objects and certificates where an AWS side and its test meet."""
    packages.publish(directory / AGENTS, "deb", meeting / "objects")
    (meeting / certificate_files.FOLDER).symlink_to(directory / certificate_files.FOLDER)


def _write_keys(agents: Path, keys: Path) -> None:
    fingerprints = json.loads((agents / packages.FINGERPRINTS).read_text(encoding="ascii"))
    for folder in ("conf.d", "keys.d"):
        (keys / folder).mkdir(parents=True)
    for key in agents.glob("*.asc"):
        shutil.copy(key, keys / "keys.d")
    tables = "".join(f'[{agent}]\ntrusted_keys = ["{key}"]\n' for agent, key in fingerprints.items())
    (keys / "conf.d/00-stand-in-agents.toml").write_text(tables, encoding="ascii")


def _build_product(version: str, target: Path) -> None:
    """The .deb that `make packages` builds for this machine."""
    asked = ["dpkg", "--print-architecture"]
    architecture = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    out = target.with_suffix("")
    subprocess.run(
        [
            sys.executable, "-m", "builder", f"--version={version}", f"--out={out}",
            "--family=deb", f"--architecture={architecture}",
        ],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(_CHECKOUT / "packaging")},
    )  # fmt: skip
    (built,) = out.glob("*.deb")
    built.rename(target)
    out.rmdir()
