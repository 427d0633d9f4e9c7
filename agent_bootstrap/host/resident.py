"""The host of a resident process: few ports, all of them light, since what they load stays in memory for months."""

from __future__ import annotations

import dataclasses
import os
from typing import Collection

from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.errands import Errands
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.glimpses import Glimpses
from agent_bootstrap.host.journal_socket import JournalSocket
from agent_bootstrap.host.signals import Signals
from agent_bootstrap.host.supervisor import Supervisor


@dataclasses.dataclass(frozen=True)
class Resident:
    """This server, as far as the daemon itself sees and touches it. Whatever needs more is an errand."""

    clock: Clock
    errands: Errands
    files: Files
    glimpses: Glimpses
    journal: JournalSocket
    signals: Signals
    supervisor: Supervisor


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
