"""Identities that a person gave up: moved away to where root alone finds them, for a while."""

from __future__ import annotations

import datetime

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.host import identity_copy
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.registration_record import RECORD, STATE, STATE_MODE
from agent_bootstrap.host.vault import DOUBT

PLACE = f"{STATE}/given-up"

KEPT_DAYS = 30
"""As long as an activation may live at most: who wants the identity back has noticed by then. It holds a private key."""

_PARTS = (ssm_agent.VAULT, ssm_agent.REGISTRATION, ssm_agent.RUNTIME, RECORD, DOUBT)

_STAMP = "%Y%m%dT%H%M%SZ"


def move(files: Files, clock: Clock, node_id: str) -> str:
    """Move the identity away; the directory that it lies in now. Killed at any instant, it may be done again."""
    target = f"{PLACE}/{node_id}-{clock.now().strftime(_STAMP)}"
    files.make_directory(STATE, mode=STATE_MODE)
    files.make_directory(PLACE, mode=0o700)
    files.make_directory(target, mode=0o700)
    there = [part for part in _PARTS if files.exists(part)]
    for part in there:
        files.copy(part, f"{target}/{part.rpartition('/')[2]}")
    # The copy goes first, or a run that is killed here would leave something to bring back.
    for part in (identity_copy.PLACE, *there):
        files.remove(part)
    return target


def expired(files: Files, now: datetime.datetime) -> tuple[str, ...]:
    """The directories of identities that were given up long ago."""
    limit = (now - datetime.timedelta(days=KEPT_DAYS)).strftime(_STAMP)
    # The moment is the end of the name, and written so that its order is that of time.
    return tuple(f"{PLACE}/{name}" for name in files.names(PLACE) if name.rpartition("-")[2] < limit)
