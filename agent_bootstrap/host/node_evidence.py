"""The evidence of a managed node's state: Vault, credentials, processes, connections and the agent's own words; needs root."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.diagnosis import agent_words, identity, node_state, ssm_agent_words
from agent_bootstrap.diagnosis.node_state import Evidence, NodeState
from agent_bootstrap.host import Host, hardware

_HTTPS = 443


def state(host: Host, wanted_region: Optional[str] = None) -> NodeState:
    """The state that the node is in now."""
    return node_state.node_state(look(host, wanted_region))


def differences(host: Host) -> tuple[str, ...]:
    """What shows that this is not the machine that was registered; empty if it is, or if nobody noted the machine."""
    record = host.vault.record()
    return identity.differences(record.machine, hardware.seen(host.files)) if record and record.machine else ()


def look(host: Host, wanted_region: Optional[str]) -> Evidence:
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
        uncertain_since=doubt.since if doubt else None,
        identity=host.vault.identity(),
        wanted_region=wanted_region,
        differences=differences(host),
        unit=unit.state,
        running=unit.running,
        credentials_until=ssm_agent.credentials_expire_at(host.files.read(ssm_agent.IDENTITY)),
        worker=bool(workers),
        connected=any(host.processes.connected(pid, _HTTPS) for pid in workers),
        said=said,
        since=agent_words.began(ssm_agent_words.TONGUE, lines),
    )
