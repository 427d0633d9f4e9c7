"""The watch: keeps an eye on what the last looks were based on, and says how far the next one must go."""

from __future__ import annotations

import dataclasses
import math
from typing import Collection, Mapping, Optional

from agent_bootstrap.host.glimpses import Glimpses, Sign
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.evidence import Evidence

ALWAYS = Evidence(files=("/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"))
"""Where the package managers note what is installed: a look asks them, and so does not see the files."""

_OF_THE_LINE = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/ssl/",
    "/etc/pki/",
    "/usr/share/ca-certificates/",
)
"""What of this server has to do with the line to AWS: names and authorities."""


@dataclasses.dataclass
class Watch:
    """What is kept an eye on."""

    glimpses: Glimpses
    evidence: Evidence = ALWAYS
    muted: set[str] = dataclasses.field(default_factory=set)
    """What has changed, and meant nothing, since the last look at everything."""
    signs: Mapping[str, Sign] = dataclasses.field(default_factory=dict)
    changed: Collection[str] = ()
    """What has changed since the last look."""
    sent_at: float = math.inf
    """When the look that is under way was sent out."""

    def glance(self) -> Optional[Depth]:
        """How far to look because of what has changed; None if nothing has."""
        now = self.glimpses.signs(self.evidence)
        changed = {name for name, sign in now.items() if self.signs.get(name, sign) != sign}
        self.changed = {*self.changed, *changed} - self.muted
        self.signs = now
        if not self.changed:
            return None
        return Depth.NETWORK if any(name.startswith(_OF_THE_LINE) for name in self.changed) else Depth.LOCAL

    def sent(self) -> None:
        """A look is sent out. What it is based on it sees as it is now, or later."""
        self.glance()
        self.sent_at = self.glimpses.moment()

    def looked(self, depth: Depth, evidence: Evidence, *, meant_something: bool) -> None:
        """A look is done. What made it necessary and meant nothing is muted until the next look at everything.

        What changed while the look went on is seen by the next glance, also where nobody had known before that it matters: an
        agent that was just started may have ended before the look came home that saw it.
        """
        fresh = self.glimpses.fresh(evidence, self.sent_at) - set(self.signs)
        if depth is Depth.LOCAL:
            self.evidence = dataclasses.replace(_both(self.evidence, evidence), processes=evidence.processes)
            self.muted |= set() if meant_something else set(self.changed)
        else:
            self.evidence, self.muted = _both(ALWAYS, evidence), set()
        self.changed = fresh
        self.signs = {**self.glimpses.signs(self.evidence), **self.signs}


def _both(one: Evidence, other: Evidence) -> Evidence:
    return Evidence(
        files=tuple(dict.fromkeys((*one.files, *other.files))),
        logs=tuple(dict.fromkeys((*one.logs, *other.logs))),
        processes=tuple(dict.fromkeys((*one.processes, *other.processes))),
    )
