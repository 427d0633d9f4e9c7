"""`agent-bootstrap capabilities`: what this server can be used for in Systems Manager and CloudWatch, and what stands in the way."""

from __future__ import annotations

import argparse
import json
from typing import Optional

from agent_bootstrap import steps
from agent_bootstrap.aws import packages
from agent_bootstrap.aws.capabilities import CAPABILITIES
from agent_bootstrap.cli import render_capabilities
from agent_bootstrap.cli.render_capabilities import Node
from agent_bootstrap.cli.settings_door import load_or_exit
from agent_bootstrap.diagnosis.capabilities import Readiness, evaluate
from agent_bootstrap.diagnosis.root_causes import Seen
from agent_bootstrap.host import Host, local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.watcher import Watcher
from agent_bootstrap.reconciler import reconcile
from agent_bootstrap.settings import flags


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    flags.add_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    """Look as `check` does, judge every capability, and show them all."""
    settings = load_or_exit(arguments, {"region"}, report_of="capabilities" if arguments.json else None).settings
    host = local()
    seen = _look(settings, host)
    verdicts = [evaluate(capability, seen) for capability in CAPABILITIES]
    node = _node(host)
    blocked = any(verdict.readiness is Readiness.BLOCKED for verdict in verdicts)
    exit_code = ExitCode.NOT_CONVERGED if blocked else ExitCode.CONVERGED
    if arguments.json:
        print(json.dumps(render_capabilities.as_json(verdicts, seen, node, exit_code), indent=2))
    else:
        print("\n".join(render_capabilities.lines(verdicts, seen, node)))
    return exit_code


def _look(settings: Settings, host: Host) -> Seen:
    checks = steps.looks_for_settings(settings)
    return Seen(
        settings=settings,
        findings=reconcile(checks, host, Watcher()),
        needs={step.name: step.needs for step in checks},
        ssm_agent=_version(host, packages.SSM_AGENT),
        cloudwatch_agent=_version(host, packages.CLOUDWATCH_AGENT),
    )


def _node(host: Host) -> Node:
    """What the agent's own files say."""
    try:
        identity = host.vault.identity()
    except ProblemFoundError:
        return Node(registered=None)
    return Node(identity is not None, identity.node_id if identity else None)


def _version(host: Host, package: str) -> Optional[str]:
    """Which version is installed; None also where the package manager cannot say, which the checks tell of."""
    try:
        return host.packages.version(package)
    except ProblemFoundError:
        return None
