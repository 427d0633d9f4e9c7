"""`agent-bootstrap daemon`: keeps this server as its settings want it; for systemd to start."""

from __future__ import annotations

import argparse
import os
import sys

from agent_bootstrap.model.exit_code import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The settings files say everything."""


def run(_arguments: argparse.Namespace) -> int:
    """Until it is told to stop."""
    if os.geteuid() != 0:
        print("agent-bootstrap: daemon needs root; type: systemctl start agent-bootstrap", file=sys.stderr)
        return ExitCode.NOT_ROOT
    # Only what stays in memory for months is loaded here.
    from agent_bootstrap.daemon.loop import RESTLESS, STALE_SECONDS, Loop
    from agent_bootstrap.host.resident import resident

    return Loop(resident(restless=RESTLESS, stale_seconds=STALE_SECONDS)).run()
