"""Where this server's health is told beside the terminal, the status file and the journal, in a few settings."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.model.setting import Kind, setting
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.model.watching import LONGEST_WATCH, SHORTEST_WATCH

OFF, CONVERGED, STEPS = "off", "converged", "steps"
METRICS = (OFF, CONVERGED, STEPS)
"""What `reporting.cloudwatch_metrics` may say."""


@value_object
class Reporting:
    """What `agent-bootstrap report` tells, and where."""

    metrics_file: Optional[str] = setting(
        Kind.METRICS_FILE,
        "File for the textfile collector of Prometheus's node_exporter, which reads names that end with `.prom`. Its directory must"
        " be there. Without it, none is written.",
        example="/var/lib/prometheus/node-exporter/agent-bootstrap.prom",
        default=None,
    )
    cloudwatch_metrics: str = setting(
        Kind.CLOUDWATCH_METRICS,
        "What CloudWatch is sent, in the namespace AgentBootstrap: `off`; `converged`, one metric for each server; `steps`, one more"
        " for each promise, about 40. CloudWatch bills each custom metric.",
        example="converged",
        default=OFF,
    )
    compliance: bool = setting(
        Kind.BOOLEAN,
        "Whether Systems Manager's Compliance has an item for each promise, of the type Custom:AgentBootstrap.",
        example="true",
        default=False,
    )
    inventory: bool = setting(
        Kind.BOOLEAN,
        "Whether a file is written for the SSM Agent's custom inventory, of the type Custom:AgentBootstrap. It is uploaded where an"
        " association gathers inventory.",
        example="true",
        default=False,
    )
    interval: int = setting(
        Kind.WATCH_INTERVAL,
        f"Seconds after which all of it is sent again although nothing is news, {SHORTEST_WATCH} to {LONGEST_WATCH}.",
        example="900",
        default=3600,
    )
