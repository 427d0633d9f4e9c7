"""Promise: this server is a managed node of AWS Systems Manager, in the Region of the settings."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Mapping, Optional, Sequence

from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.diagnosis import agent_words, registration_outcome, ssm_agent_words
from agent_bootstrap.host import Host, identity_copy
from agent_bootstrap.host.commands import Argument, Outcome
from agent_bootstrap.host.registration_record import Record
from agent_bootstrap.host.vault import REGISTER_SECONDS, Doubt
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import registration as problems
from agent_bootstrap.model.problems import server
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.settings import Activation


@component
class Registration:
    """The identity of the managed node."""

    region: str
    activation: Activation
    again_since: Optional[datetime.datetime]
    """Whoever was registered before this moment is registered anew: the person asked for it, once."""
    variables: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Of the agent's service: `-register` needs the same proxy and certificates."""
    needs: tuple[str, ...] = ("ssm_agent.identity", "ssm_agent.configuration")
    needs_to_keep: tuple[str, ...] = ("network.reaches/ssm", "network.clock", "network.forward_proxy")
    name: str = "ssm_agent.registration"
    promise: str = "this server is a managed node"

    def check(self, host: Host) -> Finding:
        """Look into the Vault, which is the truth, and into our own record of how it came about."""
        if host.vault.interrupted():
            return Finding.drifted("an interrupted registration is to be settled")
        lost = self._lost(host)
        if lost:
            return Finding.drifted(f"the Vault has lost {lost.node_id}, which is to be brought back from its copy")
        identity = host.vault.identity()
        if identity is None or self._asked_again(host):
            doubt = self._doubt(host)
            if doubt:
                raise problems.REGISTRATION_UNCERTAIN.error(f"since {doubt.shown}", activation=doubt.activation_id)
            self._credentials()
            return Finding.drifted(
                f"this server is to be registered with the activation {self.activation.id},"
                " which uses up one of its registrations",
                previous=identity.node_id if identity else None,
            )
        if identity.region != self.region:
            return Finding.of(
                problems.REGISTERED_ELSEWHERE.found(node=identity.node_id, there=identity.region, here=self.region)
            )
        return self._registered(identity, host.vault.record())

    def apply(self, host: Host) -> None:
        """Register, bring back what was lost, or settle what an interrupted run left; the agent that ran before runs afterwards."""
        unit = host.units.show(host.packages.ssm_agent_unit())
        try:
            if host.vault.interrupted():
                host.vault.settle()
            if self._lost(host):
                host.units.stop(host.packages.ssm_agent_unit())
                host.vault.bring_back()
            elif (host.vault.identity() is None or self._asked_again(host)) and not self._doubt(host):
                host.units.stop(host.packages.ssm_agent_unit())
                self._register(host)
        finally:
            # A run that was killed may have left it stopped; then its being enabled tells that it is meant to run.
            if unit.running or (unit.enabled and host.vault.identity()):
                host.units.restart(host.packages.ssm_agent_unit())

    def _registered(self, identity: Identity, record: Optional[Record]) -> Finding:
        """Registered here. Another activation in the settings is no reason to register again, and yet worth a word."""
        used = record.activation_id if record else None
        other = used and self.activation.id and used != self.activation.id
        return Finding.ok(
            f"this server is {identity.node_id}" + (f", registered with the activation {used}" if other else ""),
            node_id=identity.node_id,
            region=identity.region,
            activation=used,
        )

    def _register(self, host: Host) -> None:
        activation_id, code = self._credentials()
        # An agent that has an identity asks before it gives it up; only a person's `--re-register` leads here with one.
        consent = ("-y",) if host.vault.identity() else ()
        program = host.packages.ssm_agent_flavour().program
        words = (program, "-register", *consent, "-id", activation_id, "-code", code, "-region", self.region)
        try:
            with host.vault.registration(activation_id):
                self._ask(host, words)
        except ProblemFoundError:
            # Only the Vault counts: AWS's answer may have come before the agent was ended.
            if host.vault.identity() is None or self._asked_again(host):
                raise

    def _ask(self, host: Host, words: Sequence[Argument]) -> None:
        """Let the agent register. Raises what stood in the way; registration-uncertain if AWS may have counted it."""
        try:
            outcome = host.commands.run(*words, seconds=REGISTER_SECONDS, variables=self.variables)
        except ProblemFoundError as error:
            if error.problem.code != server.COMMAND_SILENT.code:
                raise
            raise problems.REGISTRATION_UNCERTAIN.error(error.problem.brief, activation=self.activation.id) from error
        said = _words(outcome)
        without_identity = outcome.exit_code == 0 and host.vault.identity() is None
        # What AWS told an agent that was killed (a negative code) is lost with it.
        if outcome.exit_code < 0 or without_identity or (outcome.exit_code and registration_outcome.doubtful(said)):
            raise problems.REGISTRATION_UNCERTAIN.error(said, activation=self.activation.id)
        if outcome.exit_code:
            raise ProblemFoundError(_failure(outcome, activation=self.activation.id, region=self.region))

    def _credentials(self) -> tuple[str, Secret]:
        if self.activation.id is None:
            raise problems.ACTIVATION_MISSING.error(missing="ID", flag="--activation-id")
        if self.activation.code is None:
            raise problems.ACTIVATION_MISSING.error(missing="code", flag="--activation-code-file")
        return self.activation.id, self.activation.code

    def _lost(self, host: Host) -> Optional[Identity]:
        """The node that this server was until somebody emptied the Vault; it needs no new registration."""
        if self.again_since is not None:
            return None
        return identity_copy.lost(host.files, self.region, self.activation.id)

    def _asked_again(self, host: Host) -> bool:
        """Whether a person asked for a new identity and this one is not it yet."""
        if self.again_since is None:
            return False
        record = host.vault.record()
        return record is None or not record.registered_at or self._before_the_wish(record.registered_at)

    def _doubt(self, host: Host) -> Optional[Doubt]:
        """The registration with this activation that may have been counted, unless a person has asked for another since."""
        doubt = host.vault.doubt()
        if doubt is None or doubt.activation_id != self.activation.id or self._before_the_wish(doubt.since):
            return None
        return doubt

    def _before_the_wish(self, moment: str) -> bool:
        return self.again_since is not None and datetime.datetime.fromisoformat(moment) < self.again_since


def _failure(outcome: Outcome, **names: object) -> Problem:
    """What the agent's words mean, with all of them in the details; where they are not known, that it failed."""
    said = agent_words.spoken(ssm_agent_words.TONGUE, outcome.output.splitlines(), **names)
    known = said.get(ssm_agent_words.REGISTRATION)
    if known:
        return dataclasses.replace(known, details=_words(outcome))
    return problems.REGISTRATION_FAILED.found(_words(outcome))


def _words(outcome: Outcome) -> str:
    """The agent's error, without the lines about its logger that it prints each time."""
    start = outcome.output.find(" ERROR ")
    return outcome.output[start + 1 :].strip() if start >= 0 else outcome.words
