"""Faults of telling: a healthy server whose health does not reach those who shall know of it. `report` tells them."""

from __future__ import annotations

from typing import Any, Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_COMPLIANCE = "[reporting]\\ncompliance = true\\n"

_METRICS = '[reporting]\\ncloudwatch_metrics = "converged"\\n[cloudwatch_agent]\\nenabled = false\\n'
"""The CloudWatch agent would be denied the same, and the bootstrap say so before."""

_INVENTORY = "[reporting]\\ninventory = true\\n"

_METRICS_FILE = '[reporting]\\nmetrics_file = "/var/lib/nobodys-exporter/agent-bootstrap.prom"\\n'

_BOOTSTRAPPED = "agent-bootstrap bootstrap --timeout 30s"


def _told(
    description: str,
    code: str,
    owner: Owner,
    settings: str,
    change: Mapping[str, Any],
    bootstrapped: str = _BOOTSTRAPPED,
    undone: str = "",
) -> Fault:
    """A fault of a server that was bootstrapped and has one reporter. `report` never says more than that not all is told."""
    home = "/etc/agent-bootstrap/conf.d"
    script = f"mkdir -p {home}; printf '{settings}' > {home}/90-fault.toml\n{bootstrapped}"
    return Fault(description, change, code, owner, ExitCode.NOT_CONVERGED, script, undone, verb="report")


FAULTS: Mapping[str, Fault] = {
    "report-denied": _told(
        "the policy of the ssm VPC endpoint does not list ssm:PutComplianceItems",
        "report-denied",
        Owner.AWS_ACCOUNT,
        _COMPLIANCE,
        {"refusals": {"PutComplianceItems": "AccessDeniedException"}},
    ),
    "report-metrics-denied": _told(
        "the role of the activation lacks CloudWatchAgentServerPolicy, and CloudWatch shall know of this server's health",
        "report-denied",
        Owner.AWS_ACCOUNT,
        _METRICS,
        {"refusals": {"PutMetricData": "AccessDenied"}},
    ),
    "report-keys-refused": _told(
        "AWS no longer knows the credentials that the SSM Agent shares",
        "report-keys-refused",
        Owner.SERVER,
        _METRICS,
        {"refusals": {"PutMetricData": "UnrecognizedClientException"}},
    ),
    "report-unanswered": _told(
        "Systems Manager's answers to reports get lost on their way",
        "report-unanswered",
        Owner.FIREWALL,
        _COMPLIANCE,
        {"unanswered": ("PutComplianceItems",)},
    ),
    "report-refused": _told(
        "the node has as many custom types of compliance as it may",
        "report-refused",
        Owner.AWS_ACCOUNT,
        _COMPLIANCE,
        {"refusals": {"PutComplianceItems": "ComplianceTypeCountLimitExceededException"}},
    ),
    "report-throttled": _told(
        "all servers of the account tell their health in the same second",
        "aws-throttles",
        Owner.AWS_ACCOUNT,
        _METRICS,
        {"refusals": {"PutMetricData": "ThrottlingException"}},
    ),
    "report-without-node": _told(
        "the activation has expired before the server could register, and its health is to be told",
        "report-without-node",
        Owner.SERVER,
        _INVENTORY,
        {"activation_state": "expired"},
        "agent-bootstrap bootstrap --timeout 1s || true",
    ),
    "metrics-directory-missing": _told(
        "node_exporter is not installed, so its directory is not there",
        "metrics-directory-missing",
        Owner.SETTINGS,
        _METRICS_FILE,
        {},
        undone="mkdir -p /var/lib/nobodys-exporter",
    ),
}
