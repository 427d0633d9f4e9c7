"""Who tells the health of this server: a reporter for each place, and each alone, so that one that fails stops no other."""

from __future__ import annotations

from typing import Iterator, Protocol, Sequence

from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.promise import Promise
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.reporting import OFF
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.watcher import Watcher
from agent_bootstrap.reporting.reporters.cloudwatch import CloudWatch
from agent_bootstrap.reporting.reporters.compliance_items import ComplianceItems
from agent_bootstrap.reporting.reporters.inventory_file import InventoryFile
from agent_bootstrap.reporting.reporters.metrics_file import MetricsFile


class Reporter(Promise, Protocol):
    """Implemented by frozen dataclasses, one per file."""

    def tell(self, report: Report, host: Host) -> Finding:
        """Tell the report. Raises ProblemFoundError where that is not possible."""


def for_settings(settings: Settings) -> tuple[Reporter, ...]:
    """The reporters that the settings switch on."""
    return tuple(_wanted(settings))


def _wanted(settings: Settings) -> Iterator[Reporter]:
    wanted = settings.reporting
    # What lies on this server is told at once; AWS may take its time.
    if wanted.metrics_file:
        yield MetricsFile(wanted.metrics_file)
    if wanted.inventory:
        yield InventoryFile()
    if wanted.compliance:
        yield ComplianceItems(settings)
    if wanted.cloudwatch_metrics != OFF:
        yield CloudWatch(settings)


def tell(reporters: Sequence[Reporter], host: Host, watcher: Watcher, report: Report) -> None:
    """Let each reporter tell the report, and the watcher know how that went."""
    for reporter in reporters:
        watcher.looking(reporter)
        try:
            finding = reporter.tell(report, host)
        except ProblemFoundError as error:
            finding = Finding.of(error.problem)
        watcher.found(reporter, finding)
