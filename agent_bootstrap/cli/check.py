"""`agent-bootstrap check`: only the looking steps, without root and without credentials."""

from __future__ import annotations

import argparse
from typing import Sequence

from agent_bootstrap import steps
from agent_bootstrap.cli import session
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.reconciler import reconcile
from agent_bootstrap.steps.step import Check, Step


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    session.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Look at the network."""
    return session.run("check", arguments, _checks, reconcile).exit_code


def _checks(settings: Settings) -> Sequence[Check]:
    return [step for step in steps.for_settings(settings) if not isinstance(step, Step)]
