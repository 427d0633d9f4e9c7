"""Promise: Systems Manager's Compliance has the newest report."""

from __future__ import annotations

from agent_bootstrap.aws import endpoints
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.reporting import compliance, node_account


@component
class ComplianceItems:
    """The items of the type Custom:AgentBootstrap."""

    settings: Settings
    name: str = "reporting.compliance"
    promise: str = "Systems Manager's Compliance has the newest report"
    needs: tuple[str, ...] = ()

    def tell(self, report: Report, host: Host) -> Finding:
        """Send the items. They say how things stand, so those that could not be sent are worth nothing to the next report."""
        node_id = node_account.node(host).node_id
        account = node_account.account(host, self.settings.region)
        hostname = endpoints.endpoint("ssm", self.settings).hostnames[0]
        host.aws_api.put_compliance_items(compliance.items(report, node_id), account, hostname)
        number = len(report.entries)
        return Finding.ok(f"Compliance has {number} items of {node_id}", items=number, node_id=node_id)
