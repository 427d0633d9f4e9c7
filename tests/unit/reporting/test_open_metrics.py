"""The file for node_exporter, read by both parsers of Prometheus's own client."""

from __future__ import annotations

from typing import Any, Callable, Iterable

import prometheus_client.openmetrics.parser
import prometheus_client.parser
import pytest
from hypothesis import given

from agent_bootstrap.model.report import Report
from agent_bootstrap.reporting import open_metrics
from tests.unit.reporting.reports import IN_TROUBLE, NOON, reports

Parser = Callable[[str], Iterable[Any]]
PARSERS = pytest.mark.parametrize(
    "parse",
    [
        prometheus_client.parser.text_string_to_metric_families,
        prometheus_client.openmetrics.parser.text_string_to_metric_families,
    ],
    ids=["prometheus", "openmetrics"],
)


def samples(parse: Parser, report: Report) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Name without the prefix -> labels and value of each sample."""
    families = parse(open_metrics.text(report))
    return {
        family.name.partition("agent_bootstrap_")[2]: [(sample.labels, sample.value) for sample in family.samples]
        for family in families
    }


@PARSERS
def test_a_server_in_trouble_is_told(parse: Parser) -> None:
    assert samples(parse, IN_TROUBLE) == {
        "converged": [({}, 0)],
        "step_kept": [
            ({"step": "server.signing_keys"}, 1),
            ({"step": "network.resolves/ssm"}, 0),
            ({"step": "network.reaches/ssm"}, 0),
            ({"step": "settings"}, 0),
        ],
        "problem": [
            ({"step": "server.signing_keys", "code": "signing-key-expires", "owner": "settings", "status": "ok"}, 1),
            ({"step": "network.resolves/ssm", "code": "dns-nxdomain", "owner": "dns", "status": "stuck"}, 1),
            ({"step": "settings", "code": "region-malformed", "owner": "settings", "status": "stuck"}, 1),
        ],
        "last_look_timestamp_seconds": [({}, NOON.timestamp())],
        "signing_key_expires_timestamp_seconds": [({"agent": "SSM Agent"}, 1815609600.0)],
    }


@PARSERS
@given(report=reports)
def test_whatever_a_report_holds_comes_out_as_it_went_in(parse: Parser, report: Report) -> None:
    found = samples(parse, report)
    assert found["step_kept"] == [({"step": step}, kept) for step, kept in report.kept.items()]
    told = [entry for entry in report.entries if entry.finding.problem]
    assert {labels["code"] for labels, _ in found["problem"]} == {
        entry.finding.problem.code for entry in told if entry.finding.problem
    }


def test_both_parsers_refuse_what_is_not_escaped() -> None:
    broken = 'agent_bootstrap_step_kept{step="a"b"} 1\n# EOF\n'
    for parse in PARSERS.args[1]:
        with pytest.raises(ValueError):
            list(parse(broken))
