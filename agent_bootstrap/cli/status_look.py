"""What `status` sees for itself, where no daemon has looked for it."""

from __future__ import annotations

from typing import Mapping, Optional

from agent_bootstrap.diagnosis.node_state import Name
from agent_bootstrap.host import local, node_evidence
from agent_bootstrap.model.node import Node
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.settings import SettingsError, load

_REGISTRATION = "ssm_agent.registration"

_FOR_ROOT = "its identity, credentials and log are for root alone; type: sudo agent-bootstrap status"


def node(report: Optional[Report]) -> Node:
    """The node as it is now. Nobody but root can see it; others are told who this server was when root looked last."""
    host = local()
    if host.facts.is_root():
        return node_evidence.node(host, _settings())
    if report and report.node:
        return Node(report.node.node_id, report.node.region, report.node.activation_id, Name.UNSEEN.value, _FOR_ROOT)
    facts = _registration(report)
    return Node(
        node_id=_text(facts.get("node_id")),
        region=_text(facts.get("region")),
        activation_id=_text(facts.get("activation")),
        state=Name.UNSEEN.value,
        reason=_FOR_ROOT,
    )


def _settings() -> Settings:
    """The settings; none of them where they cannot be used, which is for other verbs to say."""
    host = local()
    try:
        return load(host.files, host.facts.environment(), {}).settings
    except SettingsError:
        return Settings()


def _registration(report: Optional[Report]) -> Mapping[str, object]:
    entries = report.entries if report else ()
    return next((entry.finding.facts for entry in entries if entry.step == _REGISTRATION), {})


def _text(fact: object) -> Optional[str]:
    return None if fact is None else str(fact)
