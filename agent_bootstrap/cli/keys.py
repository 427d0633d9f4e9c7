"""`agent-bootstrap keys list`: which keys may sign the agents' packages, where they come from, and how long they last."""

from __future__ import annotations

import argparse
import datetime
import json
from typing import Iterator, Sequence

from agent_bootstrap.cli.settings_door import load_or_exit
from agent_bootstrap.diagnosis import signing_keys
from agent_bootstrap.diagnosis.signing_keys import SigningKey
from agent_bootstrap.host import local
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.settings import flags

_COLUMNS = ("agent", "fingerprint", "key from", "expires", "days left", "trusted by")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("what", choices=("list",), help="list: every key that is trusted or at hand")
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    flags.add_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    """List them. Nothing is fetched: a key that only AWS's bucket has is named without its expiry."""
    settings, host = load_or_exit(arguments).settings, local()
    keys = signing_keys.known(host.keyring.by_source(), settings)
    now = host.clock.now()
    if arguments.json:
        print(json.dumps([_as_json(key, now) for key in keys], indent=2))
    else:
        print("\n".join(_table(keys, now)))
    return ExitCode.CONVERGED


def _as_json(one: SigningKey, now: datetime.datetime) -> dict[str, object]:
    """The facts of one key. `expires` is null for one that never does, and for one that is not at hand."""
    return {
        "agent": one.agent,
        "fingerprint": one.fingerprint,
        "user": one.key.user if one.key else None,
        "source": one.source,
        "at_hand": one.key is not None,
        "created": one.key.created.isoformat() if one.key else None,
        "expires": one.key.expires.isoformat() if one.key and one.key.expires else None,
        "days_left": one.days_left(now),
        "trusted_by": one.trusted_by,
    }


def _table(keys: Sequence[SigningKey], now: datetime.datetime) -> Iterator[str]:
    rows = [_COLUMNS, *(_row(key, now) for key in keys)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()


def _row(one: SigningKey, now: datetime.datetime) -> tuple[str, ...]:
    days = one.days_left(now)
    expires = "?" if one.key is None else str(one.key.expires.date()) if one.key.expires else "never"
    left = "" if days is None else "expired" if days < 0 else str(days)
    return (
        one.agent or "-",
        one.fingerprint,
        one.source,
        expires,
        left,
        one.trusted_by or "nobody: it may sign nothing",
    )
