"""Puts the programs `systemctl` and `journalctl` of the sandbox where a shell finds them."""

from __future__ import annotations

import shlex
from pathlib import Path

import agent_bootstrap
from agent_bootstrap.sandbox import world

_PROGRAMS = ("systemctl", "journalctl")
_LAUNCHER = """\
#!/bin/sh
exec {interpreter} -I -S -c '
import sys
sys.path.insert(0, sys.argv.pop(1))
from agent_bootstrap.sandbox.init.{program} import main
main(sys.argv.pop(1), sys.argv[1:])' {package} {directory} "$@"
"""
"""Isolated and without site-packages: Python starts in a third of the time, and nobody's environment leads it astray."""


def install(root: Path, interpreter: str, directory: str = world.DIRECTORY) -> None:
    """Write the launchers into /usr/local/bin, and over the real programs where these exist.

    `directory` is where PID 1 listens, as a program inside sees it.
    """
    package = Path(agent_bootstrap.__file__).resolve().parent.parent
    for program in _PROGRAMS:
        text = _LAUNCHER.format(
            interpreter=shlex.quote(interpreter),
            program=program,
            package=shlex.quote(str(package)),
            directory=shlex.quote(directory),
        )
        places = [root / "usr/bin" / program, root / "bin" / program]
        for path in (root / "usr/local/bin" / program, *(place for place in places if place.exists())):
            _write(path, text)


def _write(path: Path, text: str) -> None:
    """Replace the file rather than its content: a link to the real program must not lead the text there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
