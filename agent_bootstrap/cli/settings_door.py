"""Every verb gets its settings through this door, or ends here with all that is wrong with them."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Collection, Iterable, Optional

from agent_bootstrap.host import local
from agent_bootstrap.host.settings_copy import SettingsCopy
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.reporting import settings_report
from agent_bootstrap.settings import Loaded, SettingError, SettingsError, flags_from, load


def load_or_exit(
    arguments: argparse.Namespace, require: Collection[str] = (), *, report_of: Optional[str] = None
) -> Loaded:
    """The settings of this server and this command line. Warnings and errors go to standard error.

    `report_of`: the verb whose JSON report tells the errors on standard output, too; None for no report.
    Raises SystemExit with 78 when the settings cannot be used.
    """
    host = local()
    try:
        below = getattr(arguments, "settings_below", None)
        sources = SettingsCopy(host.files, below) if below else host.files
        loaded = load(sources, host.facts.environment(), flags_from(arguments), require=require)
    except SettingsError as error:
        print_errors(error.errors)
        if report_of is not None:
            print(json.dumps(settings_report.report(host, report_of, error.errors).as_json(), indent=2))
        raise SystemExit(ExitCode.SETTINGS) from None
    print_warnings(loaded.warnings)
    return loaded


def print_errors(errors: Iterable[SettingError]) -> None:
    """Each error as `FILE:LINE: key: what is wrong  [code]`, with what to do below it."""
    for error in errors:
        print(f"{error}  [{error.problem.code}]", file=sys.stderr)
        print(f"    {error.remedy}", file=sys.stderr)


def print_warnings(warnings: Iterable[str]) -> None:
    """Each warning on one line."""
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
