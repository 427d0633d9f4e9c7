"""A report as the data of CloudWatch's metrics."""

from __future__ import annotations

import re
from typing import Mapping, Sequence

from agent_bootstrap.model.report import Report, stamp
from agent_bootstrap.model.reporting import STEPS

NAMESPACE = "AgentBootstrap"

_LONGEST_VALUE = 1024
"""Characters of a dimension's value (PutMetricData in the API reference; so is what follows)."""

_REFUSED = re.compile("[^ -~]")
"""All but ASCII without control characters."""

Datum = Mapping[str, object]


def data(report: Report, extent: str) -> Sequence[Datum]:
    """Whether all is well, and for the extent STEPS also promise by promise, at the time when it was seen.

    The time is a text, RFC 3339: data may have to wait in a file.
    """
    host, moment = _dimension("host", str(report.host.get("name", ""))), stamp(report.finished_at)
    whole = _datum("Converged", [host], moment, kept=report.converged)
    kept = report.kept if extent == STEPS else {}
    return [
        whole,
        *(_datum("StepKept", [host, _dimension("step", step)], moment, kept=holds) for step, holds in kept.items()),
    ]


def _datum(name: str, dimensions: Sequence[Mapping[str, str]], moment: str, *, kept: bool) -> Datum:
    return {"MetricName": name, "Dimensions": dimensions, "Timestamp": moment, "Value": float(kept), "Unit": "None"}


def _dimension(name: str, value: str) -> Mapping[str, str]:
    """What CloudWatch would refuse becomes a question mark; something must stand there."""
    clean = _REFUSED.sub("?", value)[:_LONGEST_VALUE]
    return {"Name": name, "Value": clean if clean.strip() else "unknown"}
