"""Promise: CloudWatch has this report and all before it."""

from __future__ import annotations

import dataclasses
from typing import Sequence

from agent_bootstrap.aws import endpoints
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import reporting as problems
from agent_bootstrap.model.report import Report
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.reporting import cloudwatch_metrics, node_account
from agent_bootstrap.reporting.backlog import Backlog
from agent_bootstrap.reporting.cloudwatch_metrics import NAMESPACE, Datum


@component
class CloudWatch:
    """The metrics of the namespace AgentBootstrap."""

    settings: Settings
    name: str = "reporting.cloudwatch"
    promise: str = "CloudWatch has this report and those before it"
    needs: tuple[str, ...] = ()

    def tell(self, report: Report, host: Host) -> Finding:
        """Send what waits, then the newest; what cannot be sent now waits for the next report."""
        backlog = Backlog(host.files)
        data = cloudwatch_metrics.data(report, self.settings.reporting.cloudwatch_metrics)
        try:
            waited = backlog.waiting(host.clock.now())
            self._send([*waited, *data], host)
        except ProblemFoundError as error:
            if error.problem.code == problems.REFUSED.code:
                # Data that AWS does not want would stand before all that come after them.
                backlog.forget()
                raise
            raise ProblemFoundError(_kept(error.problem, backlog, report, data)) from error
        backlog.forget()
        late = f", {len(waited)} of them late" if waited else ""
        return Finding.ok(f"CloudWatch has {len(data) + len(waited)} data{late}", sent=len(data), late=len(waited))

    def _send(self, data: Sequence[Datum], host: Host) -> None:
        account = node_account.account(host, self.settings.region)
        hostname = endpoints.endpoint("monitoring", self.settings).hostnames[0]
        host.aws_api.put_metric_data(NAMESPACE, data, account, hostname)


def _kept(problem: Problem, backlog: Backlog, report: Report, data: Sequence[Datum]) -> Problem:
    """The same problem, with what became of the data; that a full disk does not keep them must not hide it."""
    try:
        told = f"{backlog.keep(report.finished_at, data)} reports wait to be sent"
    except ProblemFoundError as error:
        told = f"this report is lost: {error.problem.brief}"
    return dataclasses.replace(problem, details="\n".join(filter(None, (problem.details, told))))
