"""What is typed on a server that is set up, and what becomes of its world, to switch a fault of the catalogue on and off."""

from __future__ import annotations

import itertools
from typing import Any, Callable, Optional, Protocol, Sequence

from agent_bootstrap.sandbox.faults import FAULTS
from agent_bootstrap.sandbox.world import ACTIVATION_ID
from tests.sandbox.scenes.meetings import MEET, REGISTERED
from tests.sandbox.scenes.watched import DROP_IN, Errand, Heard, T

SETTINGS, _KEPT = "/etc/agent-bootstrap", "/run/settings-as-they-were"

_DIFFER = f"diff --recursive --exclude=cloudwatch-agent {_KEPT} {SETTINGS} > /dev/null"
"""The SSM Agent writes below the settings, too."""

_SUM = f"find {SETTINGS} -path '*/cloudwatch-agent' -prune -o -type f -exec sha256sum {{}} + | sort | sha256sum"
_CHANGED = "the settings have changed"

_KEEP = f"rm -rf {_KEPT}; cp -a {SETTINGS} {_KEPT}; rm -rf {_KEPT}/cloudwatch-agent"

_PUT_BACK = f"""\
if ! {_DIFFER}; then rm -rf {SETTINGS}/conf.d {SETTINGS}/keys.d; cp -a {_KEPT}/. {SETTINGS}/; fi
rm -rf /etc/my.json /var/log/site.log /srv/agents
"""
"""The settings as they were, without the files that they named."""

_OTHER_METRICS = f"if [ -e {DROP_IN} ]; then sed -i '/^.cloudwatch_agent.metrics/,$d' {DROP_IN}; fi"
"""For faults of the metrics, and for settings that want other ones."""

_OTHERS = tuple(f"5a0db0c5-7e57-4b0c-8a11-0123456789{number:02x}" for number in range(16))
_NEXT = itertools.cycle(_OTHERS)
"""What whoever could not register is given: an activation is asked once."""

_ACTIVATIONS = {"activation_limit": 1_000_000, "activation_ids": (ACTIVATION_ID, *_OTHERS)}
"""AWS knows them all."""

AFTER_AN_HOUR = (
    "object-too-large",
    "signature-bad",
    "signature-unreadable",
    "signature-policy",
    "installation-failed",
)
"""What a repair met, and only a person can mend where the daemon cannot see it: it tries again after an hour."""


class Server(Protocol):
    """A server with a daemon on it, in the sandbox or booted."""

    def world(self, **change: Any) -> None:
        """The closed network is a healthy one from now on, but for this."""

    def run(self, script: str) -> str:
        """Somebody types this. Returns what it prints."""

    def reload(self) -> None:
        """Let the daemon read its changed settings."""

    def an_hour_passes(self) -> None:
        """By then the daemon has forgotten its repairs, as does one that is started anew without its memory; all is well with it."""

    def heard(self, since: float) -> Sequence[Heard]:
        """What was told since then."""

    def errands(self, since: float) -> Sequence[Errand]:
        """What was sent out since then, and is home, as far as it can be seen."""

    def until(self, what: str, condition: Callable[[], Optional[T]]) -> T:
        """Wait until this is so, and return what makes it so."""

    def well(self, since: float) -> bool:
        """Whether a look that began since then found all well, and this has been told."""


def on(watched: Server, name: str) -> None:
    """Break what the fault breaks, and let it be met."""
    watched.world(**{**_ACTIVATIONS, **FAULTS[name].change})
    lines = _lines(name)
    if lines:
        watched.run(_KEEP)
        _type(watched, lines)


def mend(watched: Server, name: str) -> None:
    """Let the closed network be a healthy one, and mend what was broken on the server; the settings stay as they are."""
    watched.world(**_ACTIVATIONS)
    if FAULTS[name].undone:
        watched.run(FAULTS[name].undone)


def put_back(watched: Server, name: str) -> None:
    """Let the settings be as they were, and so much time pass as it takes."""
    if _lines(name):
        _type(watched, f"{_PUT_BACK}{_other_activation() if name in REGISTERED else ''}")
    if name in AFTER_AN_HOUR:
        watched.an_hour_passes()


def give_up(watched: Server, name: str) -> None:
    """Mend it whatever has become of it, so that it does not spoil the next."""
    mend(watched, name)
    put_back(watched, name)
    watched.an_hour_passes()


def touches_the_server(name: str) -> bool:
    """Whether somebody types something; so much within an hour looks like somebody who undoes each repair."""
    return bool(_lines(name))


def script(name: str) -> str:
    """What breaks on the server. That the server is set up first is left out: it is."""
    lines = FAULTS[name].script.split("\n")
    return "\n".join(line for line in lines if not line.startswith("agent-bootstrap bootstrap"))


def _lines(name: str) -> str:
    """What is typed on the server."""
    metrics = "[cloudwatch_agent" in script(name) or "PutMetricData" in str(FAULTS[name].change)
    return "\n".join((_OTHER_METRICS if metrics else "", script(name), MEET.get(name, ""))).strip()


def _other_activation() -> str:
    return f"sed -i 's/^id = .*/id = \"{next(_NEXT)}\"/' {SETTINGS}/agent-bootstrap.toml"


def _type(watched: Server, lines: str) -> None:
    """Let somebody type this, and the daemon read its settings if they changed, as agent-bootstrap.path has it done."""
    said = watched.run(f'before=$({_SUM})\n{lines}\n[ "$({_SUM})" = "$before" ] || echo {_CHANGED}')
    if said.rstrip().endswith(_CHANGED):
        watched.reload()
