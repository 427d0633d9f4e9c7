"""PID 1 of the sandbox: stands in for systemd, as far as the agents and this program talk to it."""

from __future__ import annotations

from pathlib import Path
from typing import Mapping, Sequence


def run(command: Sequence[str], environment: Mapping[str, str], *, directory: Path, root: Path = Path("/")) -> int:
    """Be the first process until `command` has ended, and return its exit code (128 + N for signal N).

    `directory` holds the sockets and the journal; unit files are looked for under `root`. Works in any process: one that is
    not PID 1 adopts the orphans among its descendants.
    """
    # Whoever starts a sandbox from outside takes only the terminal from this package, and needs no PID 1.
    from agent_bootstrap.sandbox.init.pid1 import FirstProcess

    return FirstProcess(directory, root).run(command, environment)


def install_programs(root: Path, interpreter: str) -> None:
    """Put `systemctl` and `journalctl` into the root directory of the sandbox, run by this Python interpreter."""
    from agent_bootstrap.sandbox.init.programs import install

    install(root, interpreter)
