"""Promise: this server is a managed node of AWS Systems Manager, in the Region of the settings."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Optional

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.diagnosis import agent_words, ssm_agent_words
from agent_bootstrap.host import Host
from agent_bootstrap.host.commands import Outcome
from agent_bootstrap.host.vault import REGISTER_SECONDS
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import registration as problems
from agent_bootstrap.model.problems import server
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.settings import Activation


@dataclasses.dataclass(frozen=True)
class Registration:
    """The identity of the managed node."""

    region: str
    activation: Activation
    again_since: Optional[datetime.datetime]
    """Whoever was registered before this moment is registered anew: the person asked for it, once."""
    needs: tuple[str, ...] = ("network.reaches/ssm", "network.clock", "ssm_agent.configuration")
    name: str = "ssm_agent.registration"
    promise: str = "this server is a managed node"

    def check(self, host: Host) -> Finding:
        """Look into the Vault, which is the truth, and into our own record of how it came about."""
        if host.vault.interrupted():
            return Finding.drifted("an interrupted registration is to be settled")
        identity, record = host.vault.identity(), host.vault.record()
        if identity is None or self._asked_again(host):
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
        return Finding.ok(
            f"this server is {identity.node_id}",
            node_id=identity.node_id,
            region=identity.region,
            activation=record.activation_id if record else None,
        )

    def apply(self, host: Host) -> None:
        """Register, or settle what an interrupted run left; the agent that ran before runs afterwards."""
        ran = host.units.show(ssm_agent.UNIT).running
        try:
            if host.vault.interrupted():
                host.vault.settle()
            if host.vault.identity() is None or self._asked_again(host):
                host.units.stop(ssm_agent.UNIT)
                self._register(host)
        finally:
            if ran:
                host.units.restart(ssm_agent.UNIT)

    def _register(self, host: Host) -> None:
        activation_id, code = self._credentials()
        # An agent that has an identity asks before it gives it up; only a person's `--re-register` leads here with one.
        consent = ("-y",) if host.vault.identity() else ()
        with host.vault.registration(activation_id):
            try:
                outcome = host.commands.run(
                    ssm_agent.PROGRAM, "-register", *consent, "-id", activation_id, "-code", code, "-region", self.region,
                    seconds=REGISTER_SECONDS,
                )  # fmt: skip
            except ProblemFoundError as error:
                if error.problem.code != server.COMMAND_SILENT.code:
                    raise
                raise problems.REGISTRATION_UNCERTAIN.error(error.problem.brief, activation=activation_id) from error
            if outcome.exit_code != 0:
                raise ProblemFoundError(_failure(outcome, activation=activation_id, region=self.region))
            if host.vault.identity() is None:
                raise problems.REGISTRATION_UNCERTAIN.error(_words(outcome), activation=activation_id)

    def _credentials(self) -> tuple[str, Secret]:
        if self.activation.id is None:
            raise problems.ACTIVATION_MISSING.error(missing="ID", flag="--activation-id")
        if self.activation.code is None:
            raise problems.ACTIVATION_MISSING.error(missing="code", flag="--activation-code-file")
        return self.activation.id, self.activation.code

    def _asked_again(self, host: Host) -> bool:
        """Whether a person asked for a new identity and this one is not it yet."""
        if self.again_since is None:
            return False
        record = host.vault.record()
        return record is None or datetime.datetime.fromisoformat(record.registered_at) < self.again_since


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
