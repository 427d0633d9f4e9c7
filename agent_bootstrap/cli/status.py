"""`agent-bootstrap status`: the last run's report, for everybody."""

from __future__ import annotations

import argparse
import json
import sys

from agent_bootstrap.cli import render
from agent_bootstrap.host import local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import status_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Show the report, and say with the exit code what the run said."""
    values = status_file.read(local())
    if values is None:
        print(
            "agent-bootstrap: no run since this system started; type: sudo agent-bootstrap bootstrap", file=sys.stderr
        )
        return ExitCode.NOT_CONVERGED
    if arguments.json:
        print(json.dumps(values, indent=2))
    else:
        render.report(Report.from_json(values), sys.stdout)
    return int(values["exit_code"])
