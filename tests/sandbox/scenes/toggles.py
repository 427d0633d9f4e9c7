"""Switch a fault of the catalogue on and off under one running daemon, and say what is not as it shall be."""

from __future__ import annotations

import dataclasses
import time
from typing import Optional

from agent_bootstrap.daemon.picture import DEEP
from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.faults import FAULTS
from agent_bootstrap.sandbox.faults.fault import Fault
from tests.sandbox.scenes import switches
from tests.sandbox.scenes.meetings import MEET, why_not
from tests.sandbox.scenes.switches import Server
from tests.sandbox.scenes.watched import Errand, Heard

LOOKS_TO_TELL = 2
"""One that notices, and one that confirms."""

TOGGLED = {name: fault for name, fault in FAULTS.items() if not why_not(name)}
"""All that can be switched."""

PROMISED_BY_SETTINGS = (
    "proxy-no-connect",
    "proxy-no-websocket",
    *(name for name, fault in TOGGLED.items() if fault.verb == "report"),
)
"""What settings want no more is not told to be well again: these stay as they are until it is."""

_LACKING = (DIRECTORY, "/sys/class", "/run/systemd/system", "trusted_keys", "20-proxy")
"""AWS's own files, hardware that is a file, a systemd that can be gone, the keys in the main file, and the site's proxy."""

OF_THE_SANDBOX = (
    *(name for name, fault in TOGGLED.items() if any(place in fault.script for place in _LACKING)),
    # A systemd that reads its units anew, as a repair lets it, forgets how often it started them.
    "unit-start-limit",
)
"""What booted hosts lack or do otherwise."""

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

CONFIGURED = (
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
"""What settings and the files that they name make go wrong."""

BREAKING = (
    "disk-full",
    "trust-store-missing",
    "proxy-no-websocket",
    "signature-bad",
    "package-wrong-architecture",
    "activation-expired",
    "registered-elsewhere",
    "hardware-changed",
    "unit-missing",
    "unit-program-unusable",
    "report-denied",
)
"""What breaks the server itself, or is met by whoever downloads, registers or reports: one of each kind."""


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
    """Looks that may find it and began once all of it was switched on, until it was told."""
    heard: tuple[Heard, ...]
    """All that was told meanwhile."""


def toggle(watched: Server, name: str, hold: float = 0.0) -> Toggled:
    """Switch a fault on, wait until it is told and `hold` seconds more, switch it off, wait until all is well. Raises AssertionError."""
    fault = FAULTS[name]
    assert fault.code
    code = fault.code
    injected = time.time()
    switches.on(watched, name)
    whole = time.time()
    told = watched.until(f"{code} is told", lambda: _first(watched, injected, code))
    errands = [errand for errand in watched.errands(injected) if errand.ended <= told.at]
    time.sleep(hold)
    lifted = time.time()
    switches.mend(watched, name)
    if name in PROMISED_BY_SETTINGS:
        watched.until(f"{code} is told to be over", lambda: _over(watched, lifted, injected))
    switches.put_back(watched, name)
    healed = watched.until(f"{code} is told to be over", lambda: _over(watched, lifted, injected))
    watched.until("all is well", lambda: watched.well(lifted))
    return Toggled(
        name,
        injected,
        next((errand.ended for errand in errands if code in errand.codes), None),
        told,
        lifted,
        healed,
        sum(_may_find(errand, code) for errand in errands if errand.began >= whole),
        tuple(watched.heard(injected)),
    )


def complaints(toggled: Toggled) -> list[str]:
    """What is not as it shall be."""
    fault: Fault = FAULTS[toggled.name]
    assert fault.owner
    wrong = [entry for entry in toggled.heard if entry.owner]
    due = (fault.code, fault.owner.value)
    others = [entry for entry in wrong if (entry.kind, entry.owner) != due]
    found = [f"{entry.kind} of {entry.owner} was told: {entry.details}" for entry in others]
    steps = [step for entry in wrong for step in entry.steps]
    found += [f"{step} was told {steps.count(step)} times" for step in sorted(set(steps)) if steps.count(step) > 1]
    over = [step for entry in toggled.heard if entry.kind in ("healed", "repaired") for step in entry.steps]
    healed = [step for entry in toggled.heard if entry.kind == "healed" for step in entry.steps]
    if len({(round(entry.at), entry.fields["AGENT_BOOTSTRAP_REMEDY"]) for entry in wrong}) < len(wrong):
        found.append(f"one cause was told in {len(wrong)} entries at one time")
    if set(steps) - set(over) or set(healed) - set(steps):
        found.append(f"{steps} were told, and then {over} to be well")
    # What has to be met first is no look's to find, nor is what a reporter meets.
    if toggled.name not in MEET and fault.verb != "report" and toggled.looks > LOOKS_TO_TELL:
        found.append(f"told after {toggled.looks} looks")
    return found


def _may_find(errand: Errand, code: str) -> bool:
    return errand.looks_deepest if code in DEEP else errand.looks_at_everything


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
