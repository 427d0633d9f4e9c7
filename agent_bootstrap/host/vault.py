"""The SSM Agent's identity, and a transaction around every registration: a good identity is never lost.

`amazon-ssm-agent -register` empties the Vault before it asks AWS, so a registration that fails, or is killed, would leave
a managed node without its identity. Here the identity is copied first; what is left of an interrupted registration is
settled by whoever comes next.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any, Iterator, Mapping, Optional

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.diagnosis import registration_outcome
from agent_bootstrap.host import hardware, identity_copy, registration_record
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.host.processes import Processes
from agent_bootstrap.host.registration_record import STATE, STATE_MODE, Record
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems.registration import REGISTRATION_UNCERTAIN
from agent_bootstrap.model.value_object import value_object

BACKUP = f"{STATE}/identity-backup"
"""There from the beginning of a registration until it is settled, and never longer."""

INTENT = f"{BACKUP}/intent.json"
"""Written when the copy is whole, and only then does the agent register."""

DOUBT = f"{STATE}/registration-uncertain.json"
"""There since a registration was sent and not answered, until there is a new identity."""

_KEPT = {ssm_agent.VAULT: f"{BACKUP}/Vault", ssm_agent.REGISTRATION: f"{BACKUP}/registration"}

REGISTER_SECONDS = 55.0
"""How long a registration may take. The agent waits 60 s for an answer and then asks again, which would use up a second
registration; and it gives up by itself after 49 s where TLS stays silent, so that this is told from an answer that is missing."""


@value_object
class Doubt:
    """A registration of which nobody knows whether AWS counted it."""

    activation_id: str
    since: str
    """RFC 3339, UTC, with microseconds: a person's wish for another registration may come in the same second."""

    @property
    def shown(self) -> str:
        """The moment as it is told to people, who need no microseconds."""
        return registration_record.shown(self.since)


@component
class Vault:
    """The SSM Agent's identity on this host."""

    files: Files
    clock: Clock
    processes: Processes

    def identity(self) -> Optional[Identity]:
        """The managed node that this server is, or None."""
        return ssm_agent.identity(self.files.read(ssm_agent.REGISTRATION_KEY))

    def record(self) -> Optional[Record]:
        """How the present identity came about, as far as this program knows it."""
        known = self.identity()
        return registration_record.read(self.files, known.node_id) if known else None

    def interrupted(self) -> bool:
        """Whether a registration began that never ended."""
        return self.files.exists(BACKUP)

    def doubt(self) -> Optional[Doubt]:
        """The registration that may have been counted without an answer, if there is one."""
        values = registration_record.as_object(self.files.read(DOUBT))
        return Doubt(str(values.get("activation_id")), str(values.get("since"))) if values else None

    @touches
    def settle(self) -> None:
        """End an interrupted registration: keep the new identity if there is one, else bring the old one back."""
        self._end(in_doubt=None)

    @touches
    @contextlib.contextmanager
    def registration(self, activation_id: str) -> Iterator[None]:
        """Around a registration: afterwards there is a new identity, or the old one to the byte."""
        self._copy(activation_id)
        in_doubt: Optional[bool] = None
        try:
            yield
            in_doubt = False
        except ProblemFoundError as error:
            in_doubt = error.problem.code == REGISTRATION_UNCERTAIN.code
            raise
        finally:
            self._end(in_doubt=in_doubt)

    @touches
    def bring_back(self) -> None:
        """Put the copy of an identity that got lost in the Vault's place."""
        identity_copy.bring_back(self.files)
        self.repair_registration()

    @touches
    def note_machine(self) -> None:
        """Remember that the present identity belongs to this machine."""
        identity = self.identity()
        if identity:
            record = self.record() or Record(identity.node_id, identity.region, None, None)
            self._write(dataclasses.replace(record, machine=hardware.seen(self.files)))

    @touches
    def repair_registration(self) -> None:
        """Let the agent's second record, which others believe, say what the Vault says."""
        identity = self.identity()
        if identity:
            self.files.write(ssm_agent.REGISTRATION, ssm_agent.registration_text(identity), mode=0o600)

    def _copy(self, activation_id: str) -> None:
        previous = self.identity()
        self.files.make_directory(STATE, mode=STATE_MODE)
        self.files.make_directory(BACKUP, mode=0o700)
        for source, target in _KEPT.items():
            if self.files.exists(source):
                self.files.copy(source, target)
        intent = {
            "activation_id": activation_id,
            "previous": previous.node_id if previous else None,
            "log_size": self.files.size(ssm_agent.LOG),
        }
        self.files.write(INTENT, json.dumps(intent), mode=0o600)

    def _end(self, *, in_doubt: Optional[bool]) -> None:
        """`in_doubt`: whether AWS may have counted the registration without an answer; None if that is to be found out."""
        # The agent's own process may have outlived ours, and it must not write once this is settled.
        if not self.clock.wait_until(self._nobody_registers, seconds=REGISTER_SECONDS):
            self.processes.kill(ssm_agent.PROGRAM, "-register")
        intent, present = registration_record.as_object(self.files.read(INTENT)), self.identity()
        if intent and present and present.node_id != intent.get("previous"):
            self._keep(present, str(intent.get("activation_id")))
        elif intent:
            if self._unanswered(intent) if in_doubt is None else in_doubt:
                doubt = Doubt(str(intent.get("activation_id")), self.clock.now().isoformat())
                self.files.write(DOUBT, json.dumps(dataclasses.asdict(doubt)) + "\n", mode=0o600)
            self._restore()
        self._forget()

    def _unanswered(self, intent: Mapping[str, Any]) -> bool:
        """Whether the agent went so far as to ask, and neither its Vault nor its log tells of an answer."""
        now, then = (self.files.read(path) for path in (ssm_agent.REGISTRATION_KEY, f"{BACKUP}/Vault/{ssm_agent.KEY}"))
        if now == then:
            # It writes its new key before it asks.
            return False
        grown = self.files.size(ssm_agent.LOG) - int(intent.get("log_size") or 0)
        # One byte more: the end of the line before, after which the first line is whole.
        return not registration_outcome.refused(self.files.tail(ssm_agent.LOG, largest=grown + 1) if grown > 0 else ())

    def _keep(self, identity: Identity, activation_id: str) -> None:
        now = self.clock.now().isoformat()
        self._write(Record(identity.node_id, identity.region, activation_id, now, hardware.seen(self.files)))
        # AWS has answered with this node's ID, and so has accepted the key.
        identity_copy.take(self.files)
        self.files.remove(DOUBT)

    def _write(self, record: Record) -> None:
        registration_record.write(self.files, record)

    def _restore(self) -> None:
        for source, target in _KEPT.items():
            if self.files.exists(target):
                self.files.copy(target, source)
            else:
                self.files.remove(source)

    def _forget(self) -> None:
        # The intent goes first: a backup without it is rubbish, an intent without a backup would be a trap.
        self.files.remove(INTENT)
        self.files.remove(BACKUP)

    def _nobody_registers(self) -> bool:
        return not self.processes.running(ssm_agent.PROGRAM, "-register")
