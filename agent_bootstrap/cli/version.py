"""`agent-bootstrap version`: which version this is."""

from __future__ import annotations

import argparse
import json

from agent_bootstrap import __version__
from agent_bootstrap.model.exit_code import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print the version."""
    print(json.dumps({"version": __version__}) if arguments.json else f"agent-bootstrap {__version__}")
    return ExitCode.CONVERGED
