"""Which faults of the catalogue can be switched on and off under one running daemon, how, and why the others cannot.

A server that is set up asks for less than one that is not: it downloads nothing and registers nowhere.
"""

from __future__ import annotations

import dataclasses
import time
from typing import Any, Callable, Mapping, Optional, Protocol, Sequence

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.sandbox.faults import FAULTS
from agent_bootstrap.sandbox.faults.fault import Fault
from tests.sandbox.scenes.watched import Errand, Heard, T

LOOKS_TO_TELL = 2
"""One that notices, and one that confirms."""

_RESTART = "systemctl restart amazon-ssm-agent"

MEET: Mapping[str, str] = {
    "node-unknown-to-aws": _RESTART,
    "node-role-denied": _RESTART,
    "ssm-agent-hibernates": _RESTART,
    "ssmmessages-denied": _RESTART,
}
"""Fault -> what makes the agent meet it now: by itself it asks AWS for this once in half an hour."""

_DOWNLOADS = "only a download meets it, and a server that is set up downloads nothing"
_REGISTERS = "only a registration meets it, and a server that is set up does not register"

NOT_UNDER_A_DAEMON: Mapping[str, str] = {
    "s3-unavailable-twice": "is no fault that anybody is told of",
    "package-replaced-once": "is no fault that anybody is told of",
    "download-interrupted": _DOWNLOADS,
    "package-truncated": _DOWNLOADS,
    "package-replaced": _DOWNLOADS,
    "signature-bad": _DOWNLOADS,
    "activation-expired": f"{_REGISTERS}; the scene `activation` plays it",
    "activation-invalid": _REGISTERS,
    "activation-exhausted": _REGISTERS,
    "registered-already": _REGISTERS,
    "registration-failed": _REGISTERS,
    "aws-throttles": _REGISTERS,
    "aws-internal-error": _REGISTERS,
    "node-unknown-to-aws": "a node that AWS has forgotten does not come back",
}

OF_THE_WORLD = {name: fault for name, fault in FAULTS.items() if fault.change and not fault.script}
"""Those that change nothing on the server."""

TOGGLED = {
    name: fault
    for name, fault in FAULTS.items()
    if fault.code and name not in NOT_UNDER_A_DAEMON and (name in OF_THE_WORLD or fault.undone)
}


CONFIGURED = {
    name: FAULTS[name]
    for name in (
        "dns-record-missing",
        "s3-no-such-object",
        "source-no-such-file",
        "mirror-unavailable",
        "cloudwatch-configuration-refused",
        "file-absent",
        "cloudwatch-needs-ec2",
        "cloudwatch-collectd-types-absent",
        "cloudwatch-region-differs",
        "cloudwatch-endpoint-not-https",
        "cloudwatch-endpoint-misplaced",
        "cloudwatch-retention-unknown",
        "cloudwatch-placeholder-of-ec2",
        "cloudwatch-key-misspelled",
        "cloudwatch-parameter-absent",
        "cloudwatch-parameter-denied",
        "cloudwatch-parameter-unread",
        "cloudwatch-key-unknown",
        "cloudwatch-log-group-unnamed",
        "cloudwatch-role-without-sts",
        "cloudwatch-hostname-omitted",
        "cloudwatch-user-missing",
        "cloudwatch-credentials-unreadable",
        "log-file-unreadable-for-user",
    )
}
"""Those that a person's settings and files make, and that are over when these are as they were."""

_KEPT, _SETTINGS = "/run/settings-as-they-were", "/etc/agent-bootstrap"
_KEEP = f"rm -rf {_KEPT}; cp -a {_SETTINGS} {_KEPT}"
_PUT_BACK = f"rm -rf {_SETTINGS}/conf.d /etc/my.json /var/log/site.log /srv/agents; cp -a {_KEPT}/. {_SETTINGS}/"

SPREAD = (
    "dns-silent",
    "dns-public-address",
    "dns-server-silent",
    "dns-hosts-pin",
    "tcp-black-hole",
    "tls-intercepted",
    "captive-portal",
    "websocket-blocked",
    "clock-skew",
    "s3-access-denied",
    "metadata-service-answers",
    "cloudwatch-keys-of-somebody",
)
"""One of each layer."""


class Server(Protocol):
    """A server with a daemon on it, in the sandbox or booted."""

    def world(self, **change: Any) -> None:
        """The closed network is a healthy one from now on, but for this."""

    def run(self, script: str) -> str:
        """Somebody types this. Returns what it prints."""

    def reload(self) -> None:
        """Let the daemon read its changed settings."""

    def heard(self, since: float) -> Sequence[Heard]:
        """What was told since then."""

    def errands(self, since: float) -> Sequence[Errand]:
        """What was sent out since then, and is home, as far as it can be seen."""

    def until(self, what: str, condition: Callable[[], Optional[T]]) -> T:
        """Wait until this is so, and return what makes it so."""

    def well(self, since: float) -> bool:
        """Whether a look that began since then found all well, and this has been told."""


@dataclasses.dataclass(frozen=True)
class Toggled:
    """What became of one fault. Moments are seconds since 1970."""

    name: str
    injected: float
    noticed: Optional[float]
    """When the first look that saw it was home."""
    told: Heard
    lifted: float
    healed: float
    """When it was told that all is well again."""
    looks: int
    """Looks at everything that began after it was switched on, until it was told."""
    heard: tuple[Heard, ...]
    """All that was told meanwhile."""


def toggle(watched: Server, name: str, hold: float = 0.0) -> Toggled:
    """Switch a fault on, wait until it is told and `hold` seconds more, switch it off, wait until all is well. Raises AssertionError."""
    fault = FAULTS[name]
    assert fault.code
    code = fault.code
    watched.run(_KEEP)
    injected = time.time()
    watched.world(**fault.change)
    watched.run("\n".join((fault.script, MEET.get(name, ""))))
    if name in CONFIGURED:
        watched.reload()
    told = watched.until(f"{code} is told", lambda: _first(watched, injected, code))
    errands = [errand for errand in watched.errands(injected) if errand.ended <= told.at]
    time.sleep(hold)
    lifted = time.time()
    watched.world()
    watched.run(fault.undone)
    if name in CONFIGURED:
        watched.run(_PUT_BACK)
        watched.reload()
    healed = watched.until(f"{code} is told to be over", lambda: _over(watched, lifted, injected))
    watched.until("all is well", lambda: watched.well(lifted))
    return Toggled(
        name,
        injected,
        next((errand.ended for errand in errands if code in errand.codes), None),
        told,
        lifted,
        healed,
        sum(errand.looks_at_everything for errand in errands),
        tuple(watched.heard(injected)),
    )


def complaints(toggled: Toggled) -> list[str]:
    """What is not as it shall be."""
    fault: Fault = FAULTS[toggled.name]
    assert fault.owner
    wrong = [entry for entry in toggled.heard if entry.owner]
    due = (fault.code, fault.owner.value)
    found = [f"{entry.kind} of {entry.owner} was told" for entry in wrong if (entry.kind, entry.owner) != due]
    steps = [step for entry in wrong for step in entry.steps]
    found += [f"{step} was told {steps.count(step)} times" for step in sorted(set(steps)) if steps.count(step) > 1]
    over = [step for entry in toggled.heard if entry.kind in ("healed", "repaired") for step in entry.steps]
    healed = [step for entry in toggled.heard if entry.kind == "healed" for step in entry.steps]
    if len({(round(entry.at), entry.fields["AGENT_BOOTSTRAP_REMEDY"]) for entry in wrong}) < len(wrong):
        found.append(f"one cause was told in {len(wrong)} entries at one time")
    if set(steps) - set(over) or set(healed) - set(steps):
        found.append(f"{steps} were told, and then {over} to be well")
    if toggled.name not in MEET and toggled.looks > LOOKS_TO_TELL:
        found.append(f"told after {toggled.looks} looks")
    return found


def _first(watched: Server, since: float, code: str) -> Optional[Heard]:
    return next((entry for entry in watched.heard(since) if entry.kind == code), None)


def _over(watched: Server, lifted: float, injected: float) -> Optional[float]:
    """When the last of all that was told to be wrong since the injection was told to be well again."""
    wrong = {step for entry in watched.heard(injected) if entry.owner for step in entry.steps}
    over = {
        step: entry.at
        for entry in watched.heard(lifted)
        if entry.kind in ("healed", "repaired")
        for step in entry.steps
    }
    return max(over.values()) if wrong <= set(over) else None


def why_not(name: str) -> str:
    """Why a fault is not switched under a daemon; empty if it is."""
    fault = FAULTS[name]
    if name in TOGGLED or name in CONFIGURED:
        return ""
    if fault.exit_code == ExitCode.SETTINGS:
        return "is a mistake in the settings; the scene `mistakes` plays it"
    if fault.script:
        return "breaks the server itself, and no single line mends it"
    return NOT_UNDER_A_DAEMON.get(name, "")
