"""Promise: the SSM Agent's identity is this machine's own, and said alike in all places; a clone's agent is stopped."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.diagnosis import identity as machines
from agent_bootstrap.diagnosis import node_state
from agent_bootstrap.host import Host, given_up, hardware, identity_copy, node_evidence
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import registration as problems


@component
class Identity:
    """The Vault, the files beside it, and the machine that they lie on."""

    needs: tuple[str, ...] = ("server.systemd",)
    needs_to_keep: tuple[str, ...] = ()
    name: str = "ssm_agent.identity"
    promise: str = "this server's identity is its own"

    def check(self, host: Host) -> Finding:
        """Compare this machine with the one that was registered, and the agent's two records with each other."""
        if given_up.expired(host.files, host.clock.now()):
            return Finding.drifted(f"an identity that was given up {given_up.KEPT_DAYS} days ago is to be removed")
        identity = host.vault.identity()
        if identity is None or host.vault.interrupted():
            return Finding.ok("there is no identity yet that could be another machine's")
        other = node_evidence.differences(host)
        if other:
            return _quarantine(host, identity.node_id, "\n".join(other))
        stale = _stale(host, identity)
        if stale:
            return Finding.drifted(stale)
        if _to_be_noted(host):
            return Finding.drifted(f"the machine that {identity.node_id} belongs to is to be noted")
        if identity_copy.outdated(host.files):
            return Finding.drifted(f"a copy of {identity.node_id} is to be kept, in case that it gets lost")
        return Finding.ok(f"{identity.node_id} is this machine's own")

    def apply(self, host: Host) -> None:
        """Stop a clone's agent; else repair and note what is missing."""
        for path in given_up.expired(host.files, host.clock.now()):
            host.files.remove(path)
        identity = host.vault.identity()
        if identity is None or host.vault.interrupted():
            return
        if not node_evidence.differences(host):
            _keep(host, identity)
        elif _runs(host):
            host.units.disable(host.packages.ssm_agent_unit())
            host.units.stop(host.packages.ssm_agent_unit())


def _keep(host: Host, identity: ssm_agent.Identity) -> None:
    if _stale(host, identity):
        host.vault.repair_registration()
    if _to_be_noted(host):
        host.vault.note_machine()
    if identity_copy.outdated(host.files):
        identity_copy.take(host.files)


def _quarantine(host: Host, node_id: str, details: str) -> Finding:
    record = host.vault.record()
    if _runs(host):
        return Finding.drifted(f"this machine is not the one that {node_id} belongs to: its SSM Agent is to be stopped")
    hostname = record.machine.hostname if record and record.machine else ""
    return Finding.of(problems.NODE_CLONED.found(details, node=node_id, hostname=hostname or "another machine"))


def _runs(host: Host) -> bool:
    """Whether the agent runs, or will once the system starts."""
    unit = host.units.show(host.packages.ssm_agent_unit())
    return unit.running or unit.enabled


def _stale(host: Host, identity: ssm_agent.Identity) -> Optional[str]:
    """What is wrong with the record beside the Vault, which only a success writes and others believe."""
    named = ssm_agent.registered_as(host.files.read(ssm_agent.REGISTRATION))
    if named == identity:
        return None
    said = f"names {named.node_id} in {named.region}" if named else "names no node"
    return f"{ssm_agent.REGISTRATION} {said}, and the Vault holds {identity.node_id} in {identity.region}"


def _to_be_noted(host: Host) -> bool:
    """Whether the machine is unknown, or shows more than before; only AWS's credentials prove that the identity is good here."""
    record, seen = host.vault.record(), hardware.seen(host.files)
    if record and record.machine:
        return machines.outdated(record.machine, seen)
    return node_evidence.state(host).name is node_state.Name.ONLINE
