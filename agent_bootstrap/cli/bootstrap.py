"""`agent-bootstrap bootstrap`: makes this server a managed node, in one run that ends."""

from __future__ import annotations

import argparse
import datetime
import functools
import sys

from agent_bootstrap import steps
from agent_bootstrap.cli import duration, session
from agent_bootstrap.host import local, lock, termination
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.reconciler import converge
from agent_bootstrap.reporting import status_file

TIMEOUT = "15m"
"""Long enough for a line that is being switched over, short enough for a provisioning run to notice."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    session.add_arguments(parser)
    parser.add_argument(
        "--timeout",
        type=duration.seconds,
        default=TIMEOUT,
        metavar="TIME",
        help=f"try again what may pass by itself for so long (90s, 15m, 1h; default {TIMEOUT})",
    )
    session.add_depth(parser)
    parser.add_argument(
        "--leave",
        action="append",
        default=[],
        metavar="STEP",
        help="look at this step and do not change what it is about, as in cloudwatch_agent.configuration; may be repeated",
    )
    parser.add_argument(
        "--re-register",
        action="store_true",
        help="give up this server's identity for a new one; uses up one registration of the activation",
    )


def run(arguments: argparse.Namespace) -> int:
    """Walk until everything is kept, or a person is needed, or the time is over."""
    refused = session.needs_root("bootstrap")
    if refused is not None:
        return refused
    termination.heed()
    asked_at = datetime.datetime.now(datetime.timezone.utc) if arguments.re_register else None
    try:
        with lock.held("bootstrap"):
            settings = session.settings("bootstrap", arguments)
            wanted = steps.for_settings(settings, register_again_since=asked_at, depth=session.depth(arguments))
            unknown = set(arguments.leave) - {step.name for step in wanted}
            if unknown:
                print(f"agent-bootstrap: --leave: no step is called {', '.join(sorted(unknown))}", file=sys.stderr)
                return ExitCode.USAGE
            walk = functools.partial(converge, seconds=arguments.timeout, left=arguments.leave)
            report = session.run("bootstrap", arguments, settings, wanted, walk)
            status_file.write(local().files, report)
    except lock.BusyError as busy:
        print(f"agent-bootstrap: {busy}; wait for it to end", file=sys.stderr)
        return ExitCode.BUSY
    return report.exit_code
