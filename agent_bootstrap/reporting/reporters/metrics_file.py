"""Promise: node_exporter has the newest report."""

from __future__ import annotations

from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import reporting as problems
from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import open_metrics

_MODE = 0o644
"""node_exporter runs as a user of its own."""


@component
class MetricsFile:
    """The file for its textfile collector."""

    path: str
    name: str = "reporting.metrics_file"
    promise: str = "node_exporter has the newest report"
    needs: tuple[str, ...] = ()

    def tell(self, report: Report, host: Host) -> Finding:
        """Replace the file in one instant: a scrape that sees half of it would lose all of the directory's."""
        directory = self.path.rpartition("/")[0] or "/"
        if not host.files.exists(directory):
            raise problems.DIRECTORY_MISSING.error(path=directory)
        host.files.write(self.path, open_metrics.text(report), mode=_MODE)
        return Finding.ok(f"{self.path} is written", path=self.path)
