"""The command `agent-bootstrap`: finds the verb, runs it, and is the one door through which errors leave."""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import importlib
import os
import signal
import sys
from typing import Any, Container, Iterator, Protocol, Sequence, cast

from agent_bootstrap.host import standard_streams
from agent_bootstrap.host.terminal import terminal
from agent_bootstrap.model.exit_code import ExitCode

VERBS = {
    "bootstrap": "make this server a managed node, and both agents run",
    "plan": "show what bootstrap would change; change nothing",
    "check": "look at this server and its line to AWS, and name each cause and its owner; no root",
    "daemon": "keep this server as it shall be, and tell how it stands; systemd starts it",
    "capabilities": "show what this server can be used for in AWS; no root, no credentials",
    "report": "tell the last run's report to node_exporter, CloudWatch and Systems Manager, as the settings say",
    "status": "show how this server stands: the node's state, and what the daemon or the last run found",
    "support": "write an archive for whoever shall help, with nothing secret in it",
    "identity": "show, reset or keep this server's identity, also where it is a clone's",
    "explain": "tell what a problem's code means: cause, owner, remedy; looks at nothing",
    "translate": "tell what lines of the agents' logs mean: cause, owner, remedy",
    "keys": "list the keys that may sign the agents' packages; no root",
    "config": "validate, show or describe the settings",
    "sandbox": "rehearse in a closed network in a box; this server is not touched",
    "version": "show the version",
}


_FULL = (errno.ENOSPC, errno.EDQUOT)
"""What a full disk says to whoever writes."""


class Verb(Protocol):
    """What the module of a verb has."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its flags."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


def entry() -> None:
    """Where the shell comes in."""
    standard_streams.replace_closed()
    exit_code = main(sys.argv[1:])
    standard_streams.flush()
    # To take the interpreter apart, object by object, costs a tenth of what a look costs, and a look that was given up may still
    # be waiting for somebody in a thread of its own.
    os._exit(exit_code)


def main(arguments: Sequence[str]) -> int:
    """Run one verb; what it cannot handle itself becomes an exit code here."""
    verb = next((word for word in arguments if not word.startswith("-")), None)
    # A parser for each verb costs half a millisecond, and whoever begins with a verb asks for no other.
    known_verbs = {verb} if verb in VERBS and arguments[0] == verb else VERBS
    try:
        # Only the verb that is asked for is loaded: `--help` and `status` must not pay for the others.
        with _loading():
            known, unknown = parser_for({verb}, known_verbs).parse_known_args(arguments)
        if unknown:
            _refuse(known.verb, unknown)
        exit_code = _module(known.verb).run(known)
        # A reader who has gone is noticed here, and not later.
        sys.stdout.flush()
        return exit_code
    except KeyboardInterrupt:
        print("agent-bootstrap: interrupted; run it again, it goes on where it stands", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has gone. An ordinary end would flush, and so complain once more.
        os._exit(128 + signal.SIGPIPE)
    except Exception as error:  # noqa: BLE001  the outer door: everything unknown is a bug and leaves as one
        if isinstance(error, OSError) and error.errno in _FULL:
            where = error.filename or "standard output"
            print(f"agent-bootstrap: {where}: {error.strerror}; make room and run it again", file=sys.stderr)
            return ExitCode.FAILED
        print("agent-bootstrap: this is a bug in agent-bootstrap; please report it with these lines:", file=sys.stderr)
        import traceback

        traceback.print_exc()
        return ExitCode.BUG


@contextlib.contextmanager
def _loading() -> Iterator[None]:
    """What is loaded stays to the end: nobody looks for garbage in it, neither now nor later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _refuse(verb: str, unknown: Sequence[str]) -> None:
    """End with a usage error that repeats flags without their values: a value may be a secret."""
    flags = [word.partition("=")[0] for word in unknown if word.startswith("-")]
    what = f"unknown: {' '.join(flags)}" if flags else "there are more words than this verb takes"
    print(f"agent-bootstrap {verb}: {what}; see agent-bootstrap {verb} --help", file=sys.stderr)
    raise SystemExit(ExitCode.USAGE)


def _module(verb: str) -> Verb:
    return cast("Verb", importlib.import_module(f"agent_bootstrap.cli.{verb}"))


_COLUMNS, _MARGIN = 80, 2
"""Where there is no terminal, and what argparse leaves free."""

_EPILOG = "exit codes:\n" + "\n".join(f"  {int(code):<4} {code.meaning}" for code in ExitCode)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Asks for the terminal's width as everybody here does; argparse would load compressors on the way to it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=(terminal(sys.stdout).width or _COLUMNS) - _MARGIN)


def parser_for(wanted: Container[object], verbs: Container[object] = VERBS) -> argparse.ArgumentParser:
    """The parser of the command line. It knows these verbs, and the flags of those that are wanted."""
    # A mistyped `--activation-cod=…` must not be completed, for argparse repeats what it cannot place.
    look: dict[str, Any] = {
        "epilog": _EPILOG,
        "formatter_class": _Help,
        "allow_abbrev": False,
    }
    description = (
        "Makes this server a managed node of AWS Systems Manager that reports to CloudWatch, in a network\n"
        "that reaches AWS through VPC endpoints only."
    )
    parser = argparse.ArgumentParser(prog="agent-bootstrap", description=description, **look)
    places = parser.add_subparsers(dest="verb", required=True, metavar="VERB", title="verbs", prog=parser.prog)
    for verb, line in ((verb, line) for verb, line in VERBS.items() if verb in verbs):
        verb_parser = places.add_parser(verb, help=line, description=line[0].upper() + line[1:] + ".", **look)
        if verb in wanted:
            _module(verb).add_arguments(verb_parser)
    return parser
