"""A report as a text for Prometheus, in its own format and in OpenMetrics' at once."""

from __future__ import annotations

import datetime
from typing import Iterable, Iterator, Mapping

from agent_bootstrap.model.report import Entry, Report

_PREFIX = "agent_bootstrap_"

_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
"""Of a label's value, in both formats alike."""

_END = "# EOF\n"
"""What OpenMetrics must end with is a comment to everybody else."""

Sample = tuple[Mapping[str, str], float]


def text(report: Report) -> str:
    """The whole file. A time stamp of a sample would be refused by node_exporter, so times are values."""
    families: tuple[tuple[str, str, Iterable[Sample]], ...] = (
        ("converged", "Whether every promise is kept.", [({}, float(report.converged))]),
        (
            "step_kept",
            "Whether this promise is kept.",
            [({"step": step}, float(kept)) for step, kept in report.kept.items()],
        ),
        ("problem", "What stands in the way of a promise, or will.", _problems(report.entries)),
        ("last_look_timestamp_seconds", "When the server was looked at last.", [({}, report.finished_at.timestamp())]),
        (
            "signing_key_expires_timestamp_seconds",
            "When the newest signing key that is known of an agent expires.",
            _signing_keys(report.entries),
        ),
    )
    lines = (line for name, about, samples in families for line in _family(_PREFIX + name, about, samples))
    return "".join(lines) + _END


def _family(name: str, about: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {about}\n"
    yield f"# TYPE {name} gauge\n"
    for labels, value in samples:
        inside = ",".join(f'{label}="{content.translate(_ESCAPED)}"' for label, content in labels.items())
        yield f"{name}{f'{{{inside}}}' if inside else ''} {value!r}\n"


def _problems(entries: Iterable[Entry]) -> Iterable[Sample]:
    """Two mistakes in the settings may be alike, and a sample must not be there twice."""
    told = {
        (entry.step, entry.finding.problem.code, entry.finding.problem.owner.value, entry.finding.status.value): None
        for entry in entries
        if entry.finding.problem
    }
    return [(dict(zip(("step", "code", "owner", "status"), labels)), 1.0) for labels in told]


def _signing_keys(entries: Iterable[Entry]) -> Iterator[Sample]:
    for entry in entries:
        expiries = entry.finding.facts.get("newest_keys_expire")
        for agent, day in expiries.items() if isinstance(expiries, Mapping) else ():
            moment = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
            yield {"agent": agent}, moment.timestamp()
