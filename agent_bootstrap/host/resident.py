"""The host of a resident process: few ports, all of them light, since what they load stays in memory for months."""

from __future__ import annotations

import os
import re
from typing import Collection, Mapping

from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.errands import Errands
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.glimpses import Glimpses
from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.host.signals import Signals
from agent_bootstrap.host.supervisor import Supervisor
from agent_bootstrap.model.component import component


@component
class Resident:
    """This server, as far as the daemon itself sees and touches it. Whatever needs more is an errand."""

    clock: Clock
    errands: Errands
    files: Files
    glimpses: Glimpses
    journal: JournalSocket
    signals: Signals
    supervisor: Supervisor

    def summary(self) -> Mapping[str, object]:
        """The host as a report names it, as long as no errand has named it."""
        system = os.uname()
        release = self.files.read("/etc/os-release") or self.files.read("/usr/lib/os-release") or ""
        pretty = re.search(r"""^PRETTY_NAME=["']?([^"'\n]*)""", release, re.MULTILINE)
        return {
            "name": system.nodename,
            "distribution": pretty[1] if pretty else "",
            "architecture": system.machine,
            "kernel": system.release,
        }


def resident(*, restless: Collection[str], stale_seconds: float) -> Resident:
    """The server that the process runs on. `restless` files are rewritten as long as all is well."""
    return Resident(
        clock=Clock(),
        errands=Errands(os.environ),
        files=Files(),
        glimpses=Glimpses(restless, stale_seconds),
        journal=JournalSocket(),
        signals=Signals(),
        supervisor=Supervisor.of(os.environ),
    )
