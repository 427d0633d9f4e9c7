"""`start-amazon-cloudwatch-agent`: what the unit runs. It translates anew, always in mode `auto`, and becomes the agent."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

from agent_bootstrap.sandbox.agents.cloudwatch_agent import agent_files, paths
from agent_bootstrap.sandbox.agents.cloudwatch_agent.console import starter as say
from agent_bootstrap.sandbox.agents.surroundings import at


def entry() -> None:
    """The program. It either becomes the agent or exits with 1."""
    command = [
        str(at(f"{paths.BIN}/config-translator")),
        *("--input", str(at(paths.JSON)), "--input-dir", str(at(paths.JSON_DIRECTORY))),
        *("--output", str(at(paths.TOML)), "--mode", "auto", "--config", str(at(paths.COMMON_CONFIG))),
    ]
    # The translator's words go to standard output, and so to the journal: the log does not have them.
    translated = subprocess.run(command, check=False, stderr=subprocess.STDOUT)
    if translated.returncode != 0:
        say(f"E! Cannot translate JSON, ERROR is exit status {translated.returncode}")
        sys.exit(1)
    say(f"I! Config has been translated into TOML {paths.TOML}")
    say(f"D! config {at(paths.TOML).read_text(encoding='utf-8')}")
    _hand_over(agent_files.run_as_user())
    agent = at(f"{paths.BIN}/amazon-cloudwatch-agent")
    files = {"-config": paths.TOML, "-envconfig": paths.ENV_CONFIG, "-otelconfig": paths.YAML, "-pidfile": paths.PID}
    os.execv(agent, [str(agent), *(word for option, path in files.items() for word in (option, str(at(path))))])


def _hand_over(user: str) -> None:
    """Give the agent's directories to its user."""
    say(f"I! Detected runAsUser: {user}")
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        say(f"E! Failed to ChangeUser: user: unknown user {user}")
        sys.exit(1)
    try:
        for directory in (paths.LOGS, paths.ETC, paths.VAR):
            for path in (at(directory), *at(directory).rglob("*")):
                _give(path, entry)
    except OSError as error:
        say(f"E! error change ownership of dirs: {error}")
        sys.exit(1)
    say("I! Changing ownership of [logs etc var] is done")


def _give(path: Path, owner: pwd.struct_passwd) -> None:
    """Programs, and what a link leads to, stay as they are."""
    status = path.lstat()
    executable = path.is_file() and status.st_mode & 0o111
    if not path.is_symlink() and not executable and (status.st_uid, status.st_gid) != (owner.pw_uid, owner.pw_gid):
        os.chown(path, owner.pw_uid, owner.pw_gid)
