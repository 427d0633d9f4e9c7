"""The traps that the CloudWatch agent's configuration is looked at for are real to the stand-in, too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stand_ins.agents.conftest import Aws, Host
from tests.stand_ins.agents.test_cloudwatch_agent import LOG, STARTER, _configured, _fetch, _systemctl

__all__ = ["_systemctl"]

MEMORY: dict[str, Any] = {"metrics_collected": {"mem": {}}}


def _log(**keys: Any) -> dict[str, Any]:
    return {"logs": {"logs_collected": {"files": {"collect_list": [{"log_group_name": "g", **keys}]}}}}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"metrics": {**MEMORY, "namespce": "x"}}, "Additional property namespce is not allowed"),
        (_log(file_path="/a", retention_in_days=10), "/logs/logs_collected/files/collect_list/0/retention_in_days"),
        (_log(), "file_path is required"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(host: Host, values: Any, words: str) -> None:
    host.write("/root/.aws/credentials", "[AmazonCloudWatchAgent]\nregion = eu-west-1\n")
    done = _fetch(host, text=json.dumps(values))
    assert done.returncode == 1
    assert words in done.stderr


def test_a_mistyped_key_of_the_section_agent_passes_and_nothing_comes_of_it(host: Host) -> None:
    host.write("/root/.aws/credentials", "[AmazonCloudWatchAgent]\nregion = eu-west-1\n")
    assert _fetch(host, text=json.dumps({"agent": {"regoin": "us-east-1"}, "metrics": MEMORY})).returncode == 0


def test_collectd_without_its_types_ends_the_agent(host: Host, aws: Aws) -> None:
    _configured(host, aws, metrics_collected={"collectd": {}})
    done = host.run(STARTER)
    assert done.returncode == 1
    assert "Error parsing /usr/share/collectd/types.db" in host.text(LOG)
