"""`agent-bootstrap identity`: whose identity this server has, and what a person decides about a clone's."""

from __future__ import annotations

import argparse
import sys

from agent_bootstrap.cli import session
from agent_bootstrap.host import Host, given_up, identity_copy, local, lock, node_evidence, registration_record
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import ProblemFoundError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser(
        "show", help="say which node this server is, and whether this is the machine that was registered"
    )
    reset = actions.add_parser(
        "reset", help="give this server's identity up, so that bootstrap registers it as a new node"
    )
    reset.add_argument("--yes", action="store_true", help="do not ask whether that is meant")
    actions.add_parser("keep", help="say that this is the machine that was registered, with new hardware")


def run(arguments: argparse.Namespace) -> int:
    """Do it, while nobody else changes this server."""
    refused = session.needs_root(f"identity {arguments.action}")
    if refused is not None:
        return refused
    host = local()
    if arguments.action == "show":
        return _show(host)
    try:
        with lock.held(f"identity {arguments.action}"):
            return _reset(host, agreed=arguments.yes) if arguments.action == "reset" else _keep(host)
    except lock.BusyError as busy:
        print(f"agent-bootstrap: {busy}; wait for it to end", file=sys.stderr)
        return ExitCode.BUSY
    except ProblemFoundError as error:
        print(
            f"agent-bootstrap: {error.problem.brief}  [{error.problem.code}]\n{error.problem.remedy}", file=sys.stderr
        )
        return ExitCode.FAILED


def _show(host: Host) -> int:
    identity, record = host.vault.identity(), host.vault.record()
    if identity is None:
        print("There is no identity here: this server is not registered.")
        copied = identity_copy.kept(host.files)
        if copied:
            print(f"A copy of {copied.node_id} is kept; `agent-bootstrap plan` says whether it is to be brought back.")
        return ExitCode.CONVERGED
    print(f"node         {identity.node_id} in {identity.region}")
    print(
        f"activation   {(record and record.activation_id) or 'unknown: agent-bootstrap did not register this server'}"
    )
    registered = record.registered_at if record else None
    print(f"registered   {registration_record.shown(registered) if registered else 'unknown'}")
    other = node_evidence.differences(host)
    if other:
        print("machine      NOT the machine that was registered:")
        print("\n".join(f"             {line}" for line in other))
        print("             type: agent-bootstrap explain node-cloned")
        return ExitCode.NOT_CONVERGED
    noted = record and record.machine
    print(
        f"machine      {'the machine that was registered' if noted else 'not noted yet; bootstrap does it once the node is online'}"
    )
    return ExitCode.CONVERGED


def _reset(host: Host, *, agreed: bool) -> int:
    if host.vault.interrupted():
        host.vault.settle()
    identity = host.vault.identity()
    if identity is None:
        print("There is no identity here that could be given up.")
        return ExitCode.CONVERGED
    if not agreed and not _agrees(identity.node_id):
        print(f"Nothing was changed: this server still is {identity.node_id}.")
        return ExitCode.NOT_CONVERGED
    if host.units.show(host.packages.ssm_agent_unit()).running:
        host.units.stop(host.packages.ssm_agent_unit())
    place = given_up.move(host.files, host.clock, identity.node_id)
    print(f"This server no longer is {identity.node_id}. What it was lies in {place}, for {given_up.KEPT_DAYS} days.")
    print("To register it as a new node, type: agent-bootstrap bootstrap")
    return ExitCode.CONVERGED


def _agrees(node_id: str) -> bool:
    print(f"This server gives up being {node_id}, and bootstrap will use up a registration to make it a new node.")
    try:
        return input("Type yes to go on: ").strip() == "yes"
    except EOFError:
        print("\nNobody is there to ask; say --yes.")
        return False


def _keep(host: Host) -> int:
    identity = host.vault.identity()
    if identity is None:
        print("There is no identity here that could be kept.", file=sys.stderr)
        return ExitCode.NOT_CONVERGED
    host.vault.note_machine()
    print(f"This machine is noted as {identity.node_id}. To have its agent run, type: agent-bootstrap bootstrap")
    return ExitCode.CONVERGED
