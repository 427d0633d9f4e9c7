"""`agent-bootstrap report`: tells the last run's report to those whom the settings name."""

from __future__ import annotations

import argparse
import functools
import sys

from agent_bootstrap.cli import session
from agent_bootstrap.host import local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import reporters, status_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    session.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Look at nothing anew: what is told is what the status file says, and when that was seen."""
    # The node's credentials are readable by root only.
    refused = session.needs_root("report")
    if refused is not None:
        return refused
    settings = session.settings("report", arguments)
    values = status_file.read(local().files)
    if values is None:
        print("agent-bootstrap: no run since this system started, so there is nothing to tell", file=sys.stderr)
        return ExitCode.NOT_CONVERGED
    wanted = reporters.for_settings(settings)
    if not wanted and not arguments.json:
        print("agent-bootstrap: [reporting] in the settings names nobody who shall be told", file=sys.stderr)
        return ExitCode.CONVERGED
    walk = functools.partial(reporters.tell, report=Report.from_json(values))
    return session.run("report", arguments, settings, wanted, walk).exit_code
