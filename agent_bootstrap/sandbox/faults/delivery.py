"""Faults between the CloudWatch agent and AWS: whose keys it has, as whom it runs, and what arrives."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_BOOTSTRAPPED = "agent-bootstrap bootstrap --timeout 30s\n"

_HOME = "/opt/aws/amazon-cloudwatch-agent"
_CREDENTIALS = "/etc/agent-bootstrap/cloudwatch-agent/credentials"
_DROP_INS = "/etc/systemd/system/amazon-cloudwatch-agent.service.d"
_SETTINGS = "/etc/agent-bootstrap/conf.d"

_EVERY_SECOND = (
    '{"agent": {"region": "eu-west-1", "metrics_collection_interval": 1, "run_as_user": "cwagent", "hostname": "lost"}, "metrics":'
    ' {"force_flush_interval": 1, "metrics_collected": {"mem": {"measurement": ["mem_used_percent"]}}}}'
)
_CERTAIN_SECONDS = 6
"""Three rounds of measuring and sending, each every second."""

_FOLLOWED = '[[cloudwatch_agent.logs]]\\nfile = "/var/log/site.log"\\ngroup = "site"\\n'
_LOG = f"mkdir -p {_SETTINGS}; printf '{_FOLLOWED}' > {_SETTINGS}/10-log.toml\n"

_AS_THE_AGENT = '[ $(id -u) != 0 ] || exec setpriv --reuid=cwagent --regid=cwagent --clear-groups "$0"'
"""What the agent does as well: it gives up root."""

_PAST_THE_STARTER = (
    f"{_HOME}/bin/amazon-cloudwatch-agent -config {_HOME}/etc/amazon-cloudwatch-agent.toml"
    f" -envconfig {_HOME}/etc/env-config.json -otelconfig {_HOME}/etc/amazon-cloudwatch-agent.yaml"
    f" -pidfile {_HOME}/var/amazon-cloudwatch-agent.pid"
)


def _drop_in(text: str) -> str:
    return f"mkdir -p {_DROP_INS}; printf '[Service]\\n{text}' > {_DROP_INS}/site.conf; systemctl daemon-reload\n"


_WITHOUT_DROP_IN = (
    f"rm {_DROP_INS}/site.conf {_HOME}/etc/amazon-cloudwatch-agent.toml; systemctl daemon-reload\n"
    "systemctl restart amazon-cloudwatch-agent"
)

_OF_KEYS: Mapping[str, Fault] = {
    "cloudwatch-keys-of-somebody": Fault(
        "somebody gave the CloudWatch agent the keys of an IAM user, in root's home directory",
        {},
        "cloudwatch-keys-of-somebody",
        Owner.SETTINGS,
        ExitCode.STUCK,
        "mkdir -p -m 700 /root/.aws; printf '[AmazonCloudWatchAgent]\\naws_access_key_id = AKIASANDBOXEXAMPLE02\\n"
        "aws_secret_access_key = x\\n' > /root/.aws/credentials",
        "rm /root/.aws/credentials",
    ),
    "cloudwatch-credentials-stale": Fault(
        "the file of the CloudWatch agent's credentials came back from a backup of yesterday",
        {},
        "cloudwatch-key-expired",
        Owner.SERVER,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}touch -d yesterday {_CREDENTIALS}",
        # As the SSM Agent does that writes new ones, within half an hour.
        f"touch {_CREDENTIALS}",
    ),
    "cloudwatch-credentials-barred": Fault(
        "a hardening closed the directory above the CloudWatch agent's credentials to everybody but root",
        {},
        "cloudwatch-credentials-unreadable",
        Owner.SETTINGS,
        ExitCode.STUCK,
        "chmod 700 /etc/agent-bootstrap",
        "chmod 755 /etc/agent-bootstrap",
    ),
}

_OF_THE_PROCESS: Mapping[str, Fault] = {
    "cloudwatch-agent-user": Fault(
        "a drop-in starts the CloudWatch agent past its starter, with a configuration that leaves it root",
        {},
        "cloudwatch-agent-user",
        Owner.SERVER,
        ExitCode.STUCK,
        f"{_BOOTSTRAPPED}sed -i s/cwagent/root/ {_HOME}/etc/amazon-cloudwatch-agent.toml\n"
        + _drop_in(f"ExecStart=\\nExecStart={_PAST_THE_STARTER}\\n")
        + "systemctl restart amazon-cloudwatch-agent",
        _WITHOUT_DROP_IN,
    ),
    "cloudwatch-agent-loops": Fault(
        "the CloudWatch agent ends again and again, each time after a while, with words that nobody has met before",
        {},
        "cloudwatch-agent-dies",
        Owner.SETTINGS,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}cd {_HOME}/bin; mv amazon-cloudwatch-agent own\n"
        f"printf '#!/bin/sh\\n{_AS_THE_AGENT}\\nsleep 4; echo strange words; exit 1\\n' > amazon-cloudwatch-agent\n"
        "chmod +x amazon-cloudwatch-agent\n"
        + _drop_in("RestartSec=100ms\\n")
        + "systemctl restart amazon-cloudwatch-agent\n"
        "until systemctl show amazon-cloudwatch-agent -p NRestarts | grep -q 2; do sleep 0.2; done",
        f"cd {_HOME}/bin; mv own amazon-cloudwatch-agent\n{_WITHOUT_DROP_IN}",
    ),
}

_OF_ARRIVAL: Mapping[str, Fault] = {
    "cloudwatch-logs-stuck": Fault(
        "the CloudWatch agent's process was stopped with a signal, and a log grows",
        {},
        "cloudwatch-logs-stuck",
        Owner.SERVER,
        ExitCode.FAILED,
        f"echo one > /var/log/site.log; chmod 644 /var/log/site.log; {_LOG}{_BOOTSTRAPPED}"
        f"state={_HOME}/logs/state/_var_log_site.log; for _ in $(seq 100); do grep -qx 4 $state && break; sleep 0.1; done 2> /dev/null\n"
        "kill -STOP $(systemctl show amazon-cloudwatch-agent -p MainPID --value)\n"
        "touch -d '10 minutes ago' $state; echo two >> /var/log/site.log",
        "kill -CONT $(systemctl show amazon-cloudwatch-agent -p MainPID --value)",
    ),
    "cloudwatch-metrics-not-arriving": Fault(
        "CloudWatch says yes to the metrics, and keeps none",
        {"swallowed": ("PutMetricData",)},
        "cloudwatch-metrics-not-arriving",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
        f"mkdir -p {_SETTINGS}; echo '{_EVERY_SECOND}' > /etc/my.json\n"
        f"printf '[cloudwatch_agent]\\nconfiguration = \"file:/etc/my.json\"\\n' > {_SETTINGS}/10-mine.toml\n"
        f"{_BOOTSTRAPPED}sleep {_CERTAIN_SECONDS}",
    ),
}

FAULTS: Mapping[str, Fault] = {**_OF_KEYS, **_OF_THE_PROCESS, **_OF_ARRIVAL}
