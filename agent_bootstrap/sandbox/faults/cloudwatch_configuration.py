"""Faults of the CloudWatch agent's configuration: what people copy from EC2, mistype, or store where it cannot be read."""

from __future__ import annotations

import json
import shlex
from typing import Any, Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import REGION, vpce_name

_SETTINGS = "/etc/agent-bootstrap/conf.d"
_LOG = "/var/log/site.log"
_MEMORY = {"mem": {"measurement": ["mem_used_percent"]}}
_PARAMETER = "AmazonCloudWatch-linux"


def _chosen(configuration: str) -> str:
    """A script that sets where the configuration comes from."""
    text = f'[cloudwatch_agent]\\nconfiguration = "{configuration}"\\n'
    return f"mkdir -p {_SETTINGS}; printf {shlex.quote(text)} > {_SETTINGS}/10-mine.toml\n"


def _json(**sections: Any) -> str:
    """A script that writes a configuration of the person's own, and sets it."""
    whole = {"agent": {"run_as_user": "root"}, "metrics": {"metrics_collected": _MEMORY}, **sections}
    return f"printf %s {shlex.quote(json.dumps(whole))} > /etc/my.json\n{_chosen('file:/etc/my.json')}"


def _metrics(**keys: Any) -> str:
    return _json(metrics={"metrics_collected": _MEMORY, **keys})


def _log(**keys: Any) -> str:
    entry = {"file_path": _LOG, "log_group_name": "site", **keys}
    return f"touch {_LOG}\n" + _json(
        logs={
            "logs_collected": {
                "files": {"collect_list": [{key: value for key, value in entry.items() if value is not None}]}
            }
        }
    )


_STUCK: Mapping[str, tuple[str, str]] = {
    "cloudwatch-collectd-types-absent": (
        "the wizard's default asks for collectd, which is not installed",
        _metrics(metrics_collected={**_MEMORY, "collectd": {"metrics_aggregation_interval": 60}}),
    ),
    "cloudwatch-region-differs": (
        "the CloudWatch agent's configuration was copied from servers in Virginia",
        _json(agent={"region": "us-east-1", "run_as_user": "root"}),
    ),
    "cloudwatch-endpoint-not-https": (
        "an endpoint_override is the bare name, as the VPC console shows it",
        _metrics(endpoint_override=vpce_name("monitoring")),
    ),
    "cloudwatch-endpoint-misplaced": (
        "the name of the logs endpoint stands in the section of metrics",
        _metrics(endpoint_override=f"https://{vpce_name('logs')}"),
    ),
    "cloudwatch-retention-unknown": ("a log is to be kept for ten days", _log(retention_in_days=10)),
    "cloudwatch-placeholder-of-ec2": (
        "a log stream is named after the EC2 instance",
        _log(log_stream_name="{instance_id}"),
    ),
    "cloudwatch-key-misspelled": (
        "the CloudWatch agent's configuration says regoin",
        _json(agent={"regoin": REGION, "run_as_user": "root"}),
    ),
    "cloudwatch-parameter-absent": (
        "the settings name a parameter that nobody stored",
        _chosen(f"ssm:{_PARAMETER}"),
    ),
}

_WARNED: Mapping[str, tuple[str, str]] = {
    "cloudwatch-key-unknown": (
        "the CloudWatch agent's configuration has a key that nobody knows",
        _json(agent={"user": "cwagent", "run_as_user": "root"}),
    ),
    "cloudwatch-log-group-unnamed": ("a log has no log group", _log(log_group_name=None)),
    "cloudwatch-role-without-sts": (
        "metrics are to be sent with another role, and there is no endpoint for sts",
        _metrics(credentials={"role_arn": "arn:aws:iam::111122223333:role/metrics"}),
    ),
    "cloudwatch-hostname-omitted": (
        "metrics are to hide which server they come from",
        _json(agent={"omit_hostname": True, "run_as_user": "root"}),
    ),
}

FAULTS: Mapping[str, Fault] = {
    **{
        code: Fault(description, {}, code, Owner.SETTINGS, ExitCode.STUCK, script)
        for code, (description, script) in _STUCK.items()
    },
    **{
        code: Fault(description, {}, code, Owner.SETTINGS, ExitCode.CONVERGED, script)
        for code, (description, script) in _WARNED.items()
    },
    "log-file-unreadable-for-user": Fault(
        "a log is for root only, and the CloudWatch agent's configuration gives up root",
        {},
        "log-file-unreadable",
        Owner.SERVER,
        ExitCode.STUCK,
        f"{_log()}chmod 600 {_LOG}; sed -i s/root/cwagent/ /etc/my.json",
    ),
    "cloudwatch-parameter-denied": Fault(
        "the activation's role may not read the parameter with the CloudWatch agent's configuration",
        {"refusals": {"GetParameter": "AccessDeniedException"}},
        "cloudwatch-parameter-denied",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        _chosen(f"ssm:{_PARAMETER}"),
    ),
    "cloudwatch-parameter-unread": Fault(
        "AWS is too busy to give the parameter with the CloudWatch agent's configuration",
        {"refusals": {"GetParameter": "ThrottlingException"}},
        "cloudwatch-parameter-unread",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
        _chosen(f"ssm:{_PARAMETER}"),
    ),
}
