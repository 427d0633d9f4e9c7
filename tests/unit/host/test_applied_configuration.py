"""What the CloudWatch agent took over, read from real files as it reads them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.host import Host, local
from agent_bootstrap.host.applied_configuration import applied
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.problem import ProblemFoundError


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return dataclasses.replace(local(), files=Files(tmp_path))


def lay(host: Host, name: str, text: str) -> None:
    host.files.write(f"{cloudwatch_agent.APPLIED}/{name}", text, mode=0o644)


def test_all_files_count_as_one_and_what_is_not_promoted_or_not_json_by_name_does_not(host: Host) -> None:
    assert applied(host) == {}
    lay(host, "file_a.json", '{"agent": {"region": "x"}, "metrics": {"metrics_collected": {"mem": {}}}}')
    lay(host, "ssm_b", '{"metrics": {"namespace": "N", "metrics_collected": {"swap": {}}}}')
    lay(host, "file_c.json.tmp", '{"agent": {"region": "y"}}')
    lay(host, "otel.yaml", "receivers:")
    assert applied(host) == {
        "agent": {"region": "x"},
        "metrics": {"namespace": "N", "metrics_collected": {"mem": {}, "swap": {}}},
    }


@pytest.mark.parametrize(("text", "line"), [("{\n// a note\n}", 2), ("[]", 1)])
def test_a_file_that_the_agent_could_not_read_is_named_with_its_line(host: Host, text: str, line: int) -> None:
    lay(host, "notes~", text)
    with pytest.raises(ProblemFoundError) as error:
        applied(host)
    assert error.value.problem.brief.startswith(f"{cloudwatch_agent.APPLIED}/notes~ line {line} is not valid JSON")
