"""The SSM Agent's identity, and a transaction around every registration: a good identity is never lost.

`amazon-ssm-agent -register` empties the Vault before it asks AWS, so a registration that fails, or is killed, would leave
a managed node without its identity. Here the identity is copied first; what is left of an interrupted registration is
settled by whoever comes next.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any, Iterator, Optional

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.host.processes import Processes

STATE = "/var/lib/agent-bootstrap"
RECORD = f"{STATE}/registration.json"
BACKUP = f"{STATE}/identity-backup"
INTENT = f"{BACKUP}/intent.json"
"""Written when the copy is whole, so its presence means: a registration began and is not settled."""

_KEPT = {ssm_agent.VAULT: f"{BACKUP}/Vault", ssm_agent.REGISTRATION: f"{BACKUP}/registration"}

REGISTER_SECONDS = 120.0
"""How long a registration may take. The agent tries 4 times; 49 s were seen on an endpoint that accepts TCP and stays silent."""


@dataclasses.dataclass(frozen=True)
class Record:
    """What this program remembers of a registration. The agent itself forgets the activation; the code is never kept."""

    node_id: str
    region: str
    activation_id: str
    registered_at: str
    """RFC 3339, UTC."""


@dataclasses.dataclass(frozen=True)
class Vault:
    """The SSM Agent's identity on this host."""

    files: Files
    clock: Clock
    processes: Processes

    def identity(self) -> Optional[Identity]:
        """The managed node that this server is, or None."""
        return ssm_agent.identity(self.files.read(ssm_agent.REGISTRATION_KEY))

    def record(self) -> Optional[Record]:
        """How the present identity came about, if it was registered by this program."""
        values = _json(self.files.read(RECORD))
        known = self.identity()
        if not values or not known or values.get("node_id") != known.node_id:
            return None
        return Record(**{field.name: str(values.get(field.name)) for field in dataclasses.fields(Record)})

    def interrupted(self) -> bool:
        """Whether a registration began that never ended."""
        return self.files.exists(INTENT)

    @touches
    def settle(self) -> None:
        """End an interrupted registration: keep the new identity if there is one, else bring the old one back."""
        # The agent's own process may have outlived ours and may be about to write.
        self.clock.wait_until(self._nobody_registers, seconds=REGISTER_SECONDS)
        intent = _json(self.files.read(INTENT))
        present = self.identity()
        if present and present.node_id != intent.get("previous"):
            self._keep(present, str(intent.get("activation_id")))
        else:
            self._restore()

    @touches
    @contextlib.contextmanager
    def registration(self, activation_id: str) -> Iterator[None]:
        """Around a registration: afterwards there is a new identity, or the old one to the byte."""
        self._copy(activation_id)
        try:
            yield
        finally:
            self.settle()

    def _copy(self, activation_id: str) -> None:
        previous = self.identity()
        self.files.remove(BACKUP)
        self.files.make_directory(STATE, mode=0o755)
        self.files.make_directory(BACKUP, mode=0o700)
        for source, target in _KEPT.items():
            if self.files.exists(source):
                self.files.copy(source, target)
        intent = {"activation_id": activation_id, "previous": previous.node_id if previous else None}
        self.files.write(INTENT, json.dumps(intent), mode=0o600)

    def _keep(self, identity: Identity, activation_id: str) -> None:
        now = self.clock.now().isoformat()
        record = Record(identity.node_id, identity.region, activation_id, now)
        self.files.write(RECORD, json.dumps(dataclasses.asdict(record), indent=2) + "\n", mode=0o644)
        self._forget()

    def _restore(self) -> None:
        for source, target in _KEPT.items():
            if self.files.exists(target):
                self.files.copy(target, source)
            else:
                self.files.remove(source)
        self._forget()

    def _forget(self) -> None:
        # The intent goes first: a backup without it is rubbish, an intent without a backup would be a trap.
        self.files.remove(INTENT)
        self.files.remove(BACKUP)

    def _nobody_registers(self) -> bool:
        return not self.processes.running(ssm_agent.PROGRAM, "-register")


def _json(text: Optional[str]) -> dict[str, Any]:
    try:
        values = json.loads(text or "{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
