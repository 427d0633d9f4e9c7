"""`agent-bootstrap status`: how this server stands, as the daemon saw it, or as it can be seen now; for everybody.

Where the daemon keeps watch this reads one file and draws it, for people type it often and monitoring oftener still: nothing
else may be loaded for that, so what looks for itself is loaded where it is used.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import Any, Mapping, Optional

from agent_bootstrap.cli import render, since
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.terminal import terminal
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.node import Node
from agent_bootstrap.model.report import DAEMON, Report
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.reporting import status_file

_REDRAWN_SECONDS = 2.0
"""What a person takes for "at once", and next to nothing to do."""

_CLEARED = "\x1b[H\x1b[J"
"""ECMA-48: the cursor goes home, and what stands behind it is erased."""

_NO_RUN = "agent-bootstrap: no run since this system started; type: sudo agent-bootstrap bootstrap"


@value_object
class Health:
    """What there is to be told."""

    node: Node
    report: Optional[Report]
    values: Mapping[str, Any]
    """The report as it stands in the file, with keys that this version does not know."""
    overdue: Optional[str]
    """That the daemon should have looked again by now."""

    @property
    def exit_code(self) -> ExitCode:
        """What the report said; a report that nobody renews says nothing any more."""
        if self.report is None or (self.overdue and self.report.converged):
            return ExitCode.NOT_CONVERGED
        return self.report.exit_code

    @property
    def essence(self) -> object:
        """What makes the difference to whoever watches: neither moments nor facts, which change each time."""
        entries = self.report.entries if self.report else ()
        found = [
            (entry.step, entry.finding.status, entry.finding.problem and entry.finding.problem.code)
            for entry in entries
        ]
        return found, self.exit_code, self.overdue is None, dataclasses.replace(self.node, reason="")

    def as_json(self, indent: Optional[int] = None) -> str:
        """The report, with the node's state now."""
        return json.dumps({**self.values, "node": self.node.as_json()}, indent=indent)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--json", action="store_true", help="print the report as JSON, with the node's state as `node`")
    parser.add_argument(
        "--watch",
        action="store_true",
        help="draw it anew every 2 s until Ctrl-C; with --json, print one object on one line whenever something has changed",
    )
    parser.epilog = (
        "The exit code is the report's: 0 converged, 1 failed, 4 stuck, 78 settings. It is 3 as long as nobody has looked, and when\n"
        f"the daemon should have renewed its report and has not.\n\n{parser.epilog}"
    )


def run(arguments: argparse.Namespace) -> int:
    """Show it, and say with the exit code how this server stands."""
    if arguments.watch:
        return _watch(as_json=arguments.json)
    health = _health()
    if health.overdue:
        print(f"agent-bootstrap: {health.overdue}", file=sys.stderr)
    if health.report is None:
        if not arguments.json:
            print(_line(health.node))
        print(_NO_RUN, file=sys.stderr)
    elif arguments.json:
        print(health.as_json(indent=2))
    else:
        _draw(health)
    return health.exit_code


def _watch(*, as_json: bool) -> int:
    """Until Ctrl-C. Where nothing can be drawn anew in its place, only what has changed is printed."""
    moves, told, clock = terminal(sys.stdout).moves, None, Clock()
    try:
        while True:
            health = _health()
            if as_json and health.essence != told:
                print(health.as_json(), flush=True)
            elif not as_json and (moves or health.essence != told):
                print(_CLEARED if moves else "", end="")
                _draw(health)
                sys.stdout.flush()
            told = health.essence
            clock.sleep(_REDRAWN_SECONDS)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _draw(health: Health) -> None:
    print(_line(health.node))
    if health.report is None:
        print(_NO_RUN)
        return
    print(f"\n{since.line(health.report, Clock().now())}")
    if health.overdue:
        print(f"Attention: {health.overdue}")
    render.report(health.report, sys.stdout)


def _line(node: Node) -> str:
    if node.node_id is None:
        return f"This server is no managed node that can be seen: {node.reason}"
    return f"This server is {node.node_id} in {node.region}: {node.reason}"


def _health() -> Health:
    """What the daemon told, if it is still true; else what can be seen now of the node, and the last report."""
    values = status_file.read(Files())
    report = Report.from_json(values) if values else None
    overdue = _overdue(report) if report else None
    if report and report.node and report.command == DAEMON and not overdue:
        return Health(report.node, report, values or {}, None)
    return Health(_look(report), report, values or {}, overdue)


def _overdue(report: Report) -> Optional[str]:
    """That the daemon should have looked again by now, how old its report is, and where to see why."""
    now = Clock().now()
    if report.look_again_by is None or now <= report.look_again_by:
        return None
    ago = since.ago((now - report.finished_at).total_seconds())
    return f"the daemon looked {ago} and should have looked again; see: systemctl status agent-bootstrap"


def _look(report: Optional[Report]) -> Node:
    """The node as it can be seen now; where root must look, as root saw it last."""
    from agent_bootstrap.cli.status_look import node

    return node(report)
