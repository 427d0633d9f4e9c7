"""`agent-bootstrap status`: the state that this node is in now, and the last run's report, for everybody."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import Any, Mapping, Optional

from agent_bootstrap.cli import render
from agent_bootstrap.diagnosis.node_state import Name, NodeState
from agent_bootstrap.host import Host, local, node_evidence
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.reporting import status_file
from agent_bootstrap.settings import SettingsError, load

_REGISTRATION = "ssm_agent.registration"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--json", action="store_true", help="print the report as JSON, with the node's state now")


def run(arguments: argparse.Namespace) -> int:
    """Show the state and the report, and say with the exit code what the run said."""
    host = local()
    values = status_file.read(host.files)
    node = _node(host, values)
    if not arguments.json:
        print(_line(node))
    if values is None:
        print(
            "agent-bootstrap: no run since this system started; type: sudo agent-bootstrap bootstrap", file=sys.stderr
        )
        return ExitCode.NOT_CONVERGED
    if arguments.json:
        print(json.dumps({**values, "node": node}, indent=2))
    else:
        print("\nThe last run:")
        render.report(Report.from_json(values), sys.stdout)
    return int(values["exit_code"])


def _node(host: Host, last_run: Optional[Mapping[str, Any]]) -> dict[str, Optional[str]]:
    """The key `node` of docs/reference/report.md."""
    if not host.facts.is_root():
        words = "its identity, credentials and log are for root alone; type: sudo agent-bootstrap status"
        return {**_as_the_run_said(last_run), **_as_json(NodeState(Name.UNSEEN, words))}
    settings = _settings(host)
    try:
        state = node_evidence.state(host, settings.region or None)
    except ProblemFoundError as error:
        state = NodeState(Name.UNSEEN, error.problem.brief, code=error.problem.code)
    identity, record = host.vault.identity(), host.vault.record()
    used = record.activation_id if record else None
    words = state.words + _other_activation(used, settings.activation.id)
    return {
        "node_id": identity.node_id if identity else None,
        "region": identity.region if identity else None,
        "activation_id": used,
        **_as_json(dataclasses.replace(state, words=words)),
    }


def _other_activation(used: Optional[str], named: Optional[str]) -> str:
    """That the node came about with another activation than the settings name now, which is no reason to register it again."""
    return (
        f" (registered with the activation {used}; the settings name {named})"
        if used and named and used != named
        else ""
    )


def _as_json(state: NodeState) -> dict[str, Optional[str]]:
    return {"state": state.name.value, "reason": state.words, "since": state.since, "code": state.code}


def _as_the_run_said(last_run: Optional[Mapping[str, Any]]) -> dict[str, Optional[str]]:
    """Who this server was when root looked last."""
    findings = last_run["findings"] if last_run else []
    facts: Mapping[str, Any] = next((entry["facts"] for entry in findings if entry["step"] == _REGISTRATION), {})
    return {
        "node_id": facts.get("node_id"),
        "region": facts.get("region"),
        "activation_id": facts.get("activation"),
    }


def _settings(host: Host) -> Settings:
    """The settings; none of them where they cannot be used, which is for other verbs to say."""
    try:
        return load(host.files, host.facts.environment(), {}).settings
    except SettingsError:
        return Settings()


def _line(node: Mapping[str, Optional[str]]) -> str:
    if node["node_id"] is None:
        return f"This server is no managed node that can be seen: {node['reason']}"
    return f"This server is {node['node_id']} in {node['region']}: {node['reason']}"
