"""Promise: the SSM Agent has the newest report for its inventory."""

from __future__ import annotations

from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import inventory, node_account

_MODE = 0o600
"""As all that the agent keeps about a node."""


@component
class InventoryFile:
    """The file of custom inventory."""

    name: str = "reporting.inventory"
    promise: str = "the SSM Agent has the newest report for its inventory"
    needs: tuple[str, ...] = ()

    def tell(self, report: Report, host: Host) -> Finding:
        """Replace the file. The agent makes its directory at its start; where it has not yet, it is made here."""
        path = inventory.path(node_account.node(host).node_id)
        host.files.write(path, inventory.text(report), mode=_MODE)
        return Finding.ok(f"{path} is written", path=path)
