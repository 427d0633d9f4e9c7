"""Faults of the two agents: their files, their services, and what they are told to do."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_BOOTSTRAPPED = "agent-bootstrap bootstrap\n"
"""For what can only break once it is there."""

_OWN_CONFIGURATION = """\
mkdir -p /etc/agent-bootstrap/conf.d
printf '[cloudwatch_agent]\\nconfiguration = "file:/etc/my.json"\\n' > /etc/agent-bootstrap/conf.d/10-mine.toml
"""

_CLOUDWATCH_DROP_INS = "/etc/systemd/system/amazon-cloudwatch-agent.service.d"

FAULTS: Mapping[str, Fault] = {
    "file-broken": Fault(
        "somebody left a typing error in amazon-ssm-agent.json",
        {},
        "file-broken",
        Owner.SETTINGS,
        ExitCode.STUCK,
        "mkdir -p /etc/amazon/ssm; printf '{\\n\"Ssm\": {,\\n' > /etc/amazon/ssm/amazon-ssm-agent.json",
    ),
    "registration-without-identity": Fault(
        "the SSM Agent says that it registered, and holds no identity",
        {},
        "registration-uncertain",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        f"{_BOOTSTRAPPED}agent-bootstrap identity reset --yes\n"
        "printf '#!/bin/sh\\necho Successfully registered\\n' > /usr/bin/amazon-ssm-agent",
    ),
    "ssm-agent-not-online": Fault(
        "the SSM Agent's program hangs, without a word and without credentials",
        {},
        "ssm-agent-not-online",
        Owner.SERVER,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}printf '#!/bin/sh\\nexec sleep 1000\\n' > /usr/bin/amazon-ssm-agent\n"
        "rm -r /var/lib/amazon/ssm/runtimeconfig; systemctl restart amazon-ssm-agent",
    ),
    "unit-missing": Fault(
        "the unit file of the CloudWatch agent was removed",
        {},
        "unit-missing",
        Owner.SERVER,
        ExitCode.STUCK,
        f"{_BOOTSTRAPPED}systemctl stop amazon-cloudwatch-agent\n"
        "rm /etc/systemd/system/amazon-cloudwatch-agent.service; systemctl daemon-reload",
    ),
    "unit-refused": Fault(
        "a drop-in of the CloudWatch agent's unit makes every start fail",
        {},
        "unit-refused",
        Owner.SERVER,
        ExitCode.FAILED,
        f"mkdir -p {_CLOUDWATCH_DROP_INS}\n"
        f"printf '[Service]\\nExecStartPre=/bin/false\\n' > {_CLOUDWATCH_DROP_INS}/pre.conf",
    ),
    "cloudwatch-configuration-refused": Fault(
        "the CloudWatch agent's configuration asks for nothing",
        {},
        "cloudwatch-configuration-refused",
        Owner.SETTINGS,
        ExitCode.STUCK,
        f"{_OWN_CONFIGURATION}echo '{{\"agent\": {{}}}}' > /etc/my.json",
    ),
    "file-absent": Fault(
        "the settings name a configuration of the CloudWatch agent that is not there",
        {},
        "file-absent",
        Owner.SETTINGS,
        ExitCode.STUCK,
        _OWN_CONFIGURATION,
    ),
    "cloudwatch-credentials-missing": Fault(
        "somebody emptied the profile that the SSM Agent fills",
        {},
        "cloudwatch-credentials-missing",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}sed -i /aws_access_key_id/d /etc/agent-bootstrap/cloudwatch-agent/credentials",
    ),
    "cloudwatch-agent-dies": Fault(
        "the CloudWatch agent's program ends with words that nobody has met before",
        {},
        "cloudwatch-agent-dies",
        Owner.SETTINGS,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}cd /opt/aws/amazon-cloudwatch-agent/bin\n"
        "printf '#!/bin/sh\\necho strange words; exit 1\\n' > amazon-cloudwatch-agent\n"
        "systemctl restart amazon-cloudwatch-agent",
    ),
}
