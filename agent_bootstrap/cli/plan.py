"""`agent-bootstrap plan`: the same walk as bootstrap's, dry."""

from __future__ import annotations

import argparse
import functools

from agent_bootstrap import steps
from agent_bootstrap.cli import session
from agent_bootstrap.host.witness import Witness
from agent_bootstrap.reconciler import reconcile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    session.add_arguments(parser)
    session.add_depth(parser)
    parser.add_argument(
        "--evidence", action="store_true", help="with --json, add which files, logs and processes were looked at"
    )


def run(arguments: argparse.Namespace) -> int:
    """Look at every promise, and keep none."""
    # The agent's identity and credentials are readable by root only.
    refused = session.needs_root("plan")
    if refused is not None:
        return refused
    settings = session.settings("plan", arguments)
    walk = functools.partial(reconcile, dry_run=True)
    wanted = steps.for_settings(settings, depth=session.depth(arguments))
    witness = Witness() if arguments.evidence else None
    return session.run("plan", arguments, settings, wanted, walk, witness).exit_code
