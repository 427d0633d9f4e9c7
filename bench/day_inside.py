"""Runs inside the sandbox: a daemon sets the server up, then one fault after the other comes and goes. A line of JSON for each."""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import json
import sys
import time
from typing import Any, Mapping, Sequence

from agent_bootstrap.sandbox.faults import FAULTS
from tests.sandbox.scenes import switches, toggles
from tests.sandbox.scenes.watched import Watched

HOLD_SECONDS = 5.0
"""How long a fault stays after it was told, so that a person sees it in the picture."""


def main(arguments: Sequence[str]) -> None:
    """Play the dozen, all with the dozen first, or those that are named."""
    others = [name for name in toggles.TOGGLED if name not in toggles.SPREAD] if "--all" in arguments else []
    named = [argument for argument in arguments if not argument.startswith("-")]
    watched = Watched()
    watched.start()
    watched.until("the server is set up", lambda: watched.well(0))
    began = time.time()
    for name in named or (*toggles.SPREAD, *others):
        print(json.dumps({"scenario": name in toggles.SPREAD, **_played(watched, name, began)}), flush=True)
    watched.ends()


def _played(watched: Watched, name: str, began: float) -> Mapping[str, Any]:
    """What became of a fault; one that is not over when it is lifted must not spoil the next."""
    fault = FAULTS[name]
    assert fault.owner
    if switches.touches_the_server(name):
        watched.an_hour_passes()
    injected = time.time()
    named = {"name": name, "code": fault.code, "owner": fault.owner.value, "began": injected - began}
    try:
        toggled = toggles.toggle(watched, name, hold=HOLD_SECONDS)
    except AssertionError as error:
        switches.give_up(watched, name)
        return {**named, "complaints": [str(error)]}
    return {
        **named,
        "complaints": toggles.complaints(toggled),
        "noticed": toggled.noticed and toggled.noticed - injected,
        "told": toggled.told.at - injected,
        "lifted": toggled.lifted - injected,
        "healed": toggled.healed - toggled.lifted,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
