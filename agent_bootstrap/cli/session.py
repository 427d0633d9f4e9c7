"""What bootstrap, plan, check and report have in common: settings in, a walk, a report out."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Callable, Optional, Sequence, TypeVar

from agent_bootstrap.cli.settings_door import load_or_exit
from agent_bootstrap.host import Host, local, node_evidence
from agent_bootstrap.host.witness import Witness
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.promise import Promise
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.watcher import Watcher
from agent_bootstrap.reporting.recorder import Recorder
from agent_bootstrap.settings import flags

Promised = TypeVar("Promised", bound=Promise)

Walk = Callable[[Sequence[Promised], Host, Watcher], object]
"""Walks through steps, or reporters, on a host and tells the watcher."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that these verbs share."""
    parser.add_argument(
        "--json", action="store_true", help="print the report, and nothing else, as JSON on standard output"
    )
    parser.add_argument("--quiet", action="store_true", help="do not show what is going on")
    parser.add_argument(
        "--settings-below",
        metavar="DIR",
        help="read DIR/etc/agent-bootstrap/agent-bootstrap.toml and its conf.d in place of those of this server",
    )
    flags.add_flags(parser)


def add_depth(parser: argparse.ArgumentParser) -> None:
    """Declare how far to look."""
    parser.add_argument(
        "--depth",
        choices=[depth.name.lower() for depth in Depth],
        default=Depth.EVERYTHING.name.lower(),
        help="how far to look: `local` asks nobody but this server, `network` also its line to AWS, `everything` also which"
        " metrics AWS has of it (default)",
    )


def depth(arguments: argparse.Namespace) -> Depth:
    """How far to look."""
    return Depth[arguments.depth.upper()]


def settings(verb: str, arguments: argparse.Namespace) -> Settings:
    """The settings of this server and this command line. Raises SystemExit with 78 when they cannot be used."""
    return load_or_exit(arguments, {"region"}, report_of=verb if arguments.json else None).settings


def run(
    verb: str,
    arguments: argparse.Namespace,
    wanted: Settings,
    steps: Sequence[Promised],
    walk: Walk[Promised],
    witness: Optional[Witness] = None,
) -> Report:
    """Walk through the steps, show what is found and return it. With a witness, the JSON has the evidence, too."""
    shown = _watcher(arguments)
    host = local(shown, witness, wanted.network.ca_file, one_look=verb != "bootstrap")
    recorder = Recorder(host, verb, shown)
    with shown:
        walk(steps, host, recorder)
    # Only root sees the node's identity, and `check` is what everybody may see.
    report = recorder.report(steps, None if verb == "check" else node_evidence.node(host, wanted))
    if arguments.json:
        evidence = {"evidence": witness.evidence().as_json()} if witness else {}
        # No person asks for the evidence, and to indent takes ten times as long.
        print(json.dumps({**report.as_json(), **evidence}, indent=None if witness else 2))
    else:
        # What draws costs as much to load as a whole look at this server.
        from agent_bootstrap.cli import render

        render.summary(report, sys.stdout)
    return report


def _watcher(arguments: argparse.Namespace) -> Watcher:
    if arguments.quiet:
        return Watcher()
    from agent_bootstrap.cli import render_live

    return render_live.watcher(sys.stderr if arguments.json else sys.stdout)


def needs_root(verb: str) -> Optional[int]:
    """The exit code for somebody who is not root, after telling them."""
    if local().facts.is_root():
        return None
    print(f"agent-bootstrap: {verb} needs root; type: sudo agent-bootstrap {verb} …", file=sys.stderr)
    return ExitCode.NOT_ROOT
