"""`agent-bootstrap sandbox`: rehearse in a closed network in a box; this server is not touched."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys

from agent_bootstrap.model.exit_code import ExitCode

ABSENT = (
    "agent-bootstrap: the sandbox is no part of this package; on a machine for rehearsals, `make sandbox` in a checkout of the"
    " program, or `pip install '.[sandbox]'` there, brings it"
)

BOOTSTRAP = ("agent-bootstrap", "bootstrap", "--timeout", "20s")
"""What runs inside unless another command is given. The settings lie in /etc/agent-bootstrap there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags. Where the sandbox is absent, as in the .deb and the .rpm, say so and end."""
    if not _is_here():
        parser.exit(ExitCode.STUCK, f"{ABSENT}\n")
    from agent_bootstrap.sandbox import distribution
    from agent_bootstrap.sandbox.faults import FAULTS

    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        choices=sorted(FAULTS),
        metavar="NAME",
        help="break one thing; may be repeated",
    )
    parser.add_argument(
        "--list-faults", action="store_true", help="show what can be broken, and the verdict that is due"
    )
    parser.add_argument(
        "--family", choices=distribution.FAMILIES, help="packages of the server inside (default: those of this one)"
    )
    parser.add_argument("--shell", action="store_true", help="open a shell inside")
    parser.add_argument("--json", action="store_true", help="print the report, or the list, as JSON")
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="run this inside instead (after --)")


def run(arguments: argparse.Namespace) -> int:
    """Run a command inside and return its exit code."""
    from agent_bootstrap.sandbox import enclosure
    from agent_bootstrap.sandbox.faults import command_with, world_with

    if arguments.list_faults:
        _list_faults(as_json=arguments.json)
        return ExitCode.CONVERGED
    try:
        command = command_with(arguments.fault, _command(arguments))
        return enclosure.run(world_with(arguments.fault), command, arguments.family)
    except enclosure.NotHereError as error:
        print(f"agent-bootstrap: the sandbox cannot run here: {error}", file=sys.stderr)
        return ExitCode.STUCK


def rehearsals(code: str) -> tuple[str, ...]:
    """The commands that show a problem without touching this server; none where the sandbox is absent."""
    if not _is_here():
        return ()
    from agent_bootstrap.sandbox.faults import FAULTS

    return tuple(f"agent-bootstrap sandbox --fault {name}" for name, fault in FAULTS.items() if fault.code == code)


def _is_here() -> bool:
    return importlib.util.find_spec("agent_bootstrap.sandbox") is not None


def _command(arguments: argparse.Namespace) -> tuple[str, ...]:
    if arguments.shell:
        return ("/bin/bash", "--norc", "-i")
    if arguments.command:
        return tuple(arguments.command)
    from agent_bootstrap.sandbox.faults import FAULTS

    # What another verb than bootstrap tells would not be seen otherwise.
    others = [FAULTS[name].verb for name in arguments.fault if FAULTS[name].verb != "bootstrap"]
    command = ("agent-bootstrap", others[-1]) if others else BOOTSTRAP
    return (*command, "--json") if arguments.json else command


def _list_faults(*, as_json: bool) -> None:
    from agent_bootstrap.sandbox.faults import FAULTS

    rows = [
        {
            "name": name,
            "description": fault.description,
            "code": fault.code,
            "owner": fault.owner.value if fault.owner else None,
            "exit_code": int(fault.exit_code),
        }
        for name, fault in FAULTS.items()
    ]
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        verdict = (
            f"{row['code']}, owner {row['owner']}, exit code {row['exit_code']}" if row["code"] else "it gets over it"
        )
        print(f"{row['name']:<22} {row['description']}\n{'':<22} -> {verdict}")
