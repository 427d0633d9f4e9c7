"""Whom the agents trust: both are Go programs, which read the trust store once, and never again (crypto/x509/root.go)."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.diagnosis import agent_words
from agent_bootstrap.diagnosis.agent_words import Tongue
from agent_bootstrap.host import Host
from agent_bootstrap.host.units import Unit
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import connection


def outdated(host: Host, unit: Unit, tongue: Tongue, log: str) -> Optional[str]:
    """The trust store, if it was changed since the agent's start and the agent says that it does not trust somebody.

    An agent that does not say so is left alone: it may be busy, and most changes are about authorities that it never meets.
    """
    try:
        store = host.connections.trust_store()
    except ProblemFoundError:
        # A restart would not mend that there is none; the promise of the trust store tells it.
        return None
    if host.files.changed(store) <= host.clock.wall(unit.started_at):
        return None
    said = agent_words.spoken(tongue, host.files.tail(log)).values()
    return store if any(problem and problem.code == connection.TLS_INTERCEPTED.code for problem in said) else None
