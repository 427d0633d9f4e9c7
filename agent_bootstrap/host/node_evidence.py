"""The evidence of a managed node's state: Vault, credentials, processes, connections and the agent's own words; needs root."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.diagnosis import agent_words, identity, node_state, ssm_agent_words
from agent_bootstrap.diagnosis.node_state import Evidence, Name, NodeState
from agent_bootstrap.host import Host, hardware, identity_copy
from agent_bootstrap.model.node import Node
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.settings import Settings


def state(host: Host, wanted_region: Optional[str] = None) -> NodeState:
    """The state that the node is in now. Raises systemd-absent, file-unusable."""
    return node_state.node_state(look(host, wanted_region))


def node(host: Host, settings: Settings) -> Node:
    """The managed node that this server is, and the state that it is in now; unseen, with the reason, where it cannot be seen."""
    try:
        seen, record = look(host, settings.region or None, settings.activation.id), host.vault.record()
    except ProblemFoundError as error:
        problem = error.problem
        return Node(None, None, None, Name.UNSEEN.value, problem.brief, code=problem.code)
    found, used = node_state.node_state(seen), record.activation_id if record else None
    return Node(
        node_id=seen.identity.node_id if seen.identity else None,
        region=seen.identity.region if seen.identity else None,
        activation_id=used,
        state=found.name.value,
        reason=found.words + _other_activation(used, settings.activation.id),
        since=found.since,
        code=found.code,
    )


def differences(host: Host) -> tuple[str, ...]:
    """What shows that this is not the machine that was registered; empty if it is, or if nobody noted the machine."""
    record = host.vault.record()
    return identity.differences(record.machine, hardware.seen(host.files)) if record and record.machine else ()


def look(host: Host, wanted_region: Optional[str], activation_id: Optional[str] = None) -> Evidence:
    """All that can be seen from here. Raises systemd-absent, file-unusable."""
    unit, doubt = host.units.show(host.packages.ssm_agent_unit()), host.vault.doubt()
    children = host.processes.children(unit.pid) if unit.running else ()
    workers = [process.pid for process in children if process.runs(ssm_agent.WORKER)]
    lines = host.files.tail(ssm_agent.LOG)
    said = agent_words.spoken(ssm_agent_words.TONGUE, lines)
    # What `-register` said in the same log is no word of the daemon's.
    said.pop(ssm_agent_words.REGISTRATION, None)
    return Evidence(
        now=host.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        interrupted=host.vault.interrupted(),
        uncertain_since=doubt.shown if doubt else None,
        identity=host.vault.identity(),
        lost=identity_copy.lost(host.files, wanted_region, activation_id) if wanted_region else None,
        wanted_region=wanted_region,
        differences=differences(host),
        unit=unit.state,
        running=unit.running,
        credentials_until=ssm_agent.credentials_expire_at(host.files.read(ssm_agent.IDENTITY)),
        worker=bool(workers),
        # To any port, for a proxy has its own. The worker speaks with the rest of the agent through other sockets.
        connected=any(host.processes.connected(pid) for pid in workers),
        said=said,
        since=agent_words.began(ssm_agent_words.TONGUE, lines),
    )


def _other_activation(used: Optional[str], named: Optional[str]) -> str:
    """That the node came about with another activation than the settings name now, which is no reason to register it again."""
    return (
        f" (registered with the activation {used}; the settings name {named})"
        if used and named and used != named
        else ""
    )
