"""`agent-bootstrap check`: only the looking steps, without root and without credentials."""

from __future__ import annotations

import argparse
import functools
import sys

from agent_bootstrap import steps
from agent_bootstrap.cli import duration, session, ticket
from agent_bootstrap.host import source_address
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.reconciler import reconcile

DEADLINE = "6s"
"""The patience of a person; the longest chain of looks that may each wait (names, TCP, TLS with a small MSS) takes less."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    session.add_arguments(parser)
    parser.add_argument(
        "--deadline",
        type=duration.seconds,
        default=DEADLINE,
        metavar="TIME",
        help=f"say `unknown` of what could not be seen after so long (default {DEADLINE})",
    )
    parser.add_argument(
        "--ticket", action="store_true", help="print also a text for each team that must act, to paste into a ticket"
    )


def run(arguments: argparse.Namespace) -> int:
    """Look at the network."""
    if arguments.ticket and arguments.json:
        print(
            "agent-bootstrap check: --ticket is for people and --json for programs; give one of them", file=sys.stderr
        )
        return ExitCode.USAGE
    settings = session.settings("check", arguments)
    walk = functools.partial(reconcile, deadline=arguments.deadline)
    report = session.run("check", arguments, settings, steps.looks_for_settings(settings), walk)
    if arguments.ticket:
        print("", *ticket.lines(report, settings.region, source_address.towards), sep="\n")
    return report.exit_code
