"""Faults of the two agents: their files, their services, and what they are told to do."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_BOOTSTRAPPED = "agent-bootstrap bootstrap\n"
"""For what can only break once it is there."""


def _program(path: str, text: str) -> str:
    """Bash that puts a script in the place of a program, which stays beside it."""
    return f"mv {path} {path}.own; printf '#!/bin/sh\\n{text}\\n' > {path}; chmod +x {path}\n"


def _program_again(path: str) -> str:
    return f"mv {path}.own {path}\n"


_SSM_AGENT = "/usr/bin/amazon-ssm-agent"
_CLOUDWATCH_AGENT = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent"
_UNIT = "/etc/systemd/system/amazon-cloudwatch-agent.service"

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
        "rm /etc/amazon/ssm/amazon-ssm-agent.json",
    ),
    "registration-without-identity": Fault(
        "the SSM Agent says that it registered, and holds no identity",
        {},
        "registration-uncertain",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        f"{_BOOTSTRAPPED}{_program(_SSM_AGENT, 'echo Successfully registered')}"
        "rm -r /var/lib/amazon/ssm/Vault /var/lib/agent-bootstrap/identity-copy",
        _program_again(_SSM_AGENT),
    ),
    "ssm-agent-not-online": Fault(
        "the SSM Agent's program hangs, without a word and without credentials",
        {},
        "ssm-agent-not-online",
        Owner.SERVER,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}{_program(_SSM_AGENT, 'exec sleep 1000')}"
        "rm -r /var/lib/amazon/ssm/runtimeconfig; systemctl restart amazon-ssm-agent",
        f"{_program_again(_SSM_AGENT)}systemctl restart amazon-ssm-agent",
    ),
    "unit-missing": Fault(
        "the unit file of the CloudWatch agent was removed",
        {},
        "unit-missing",
        Owner.SERVER,
        ExitCode.STUCK,
        f"{_BOOTSTRAPPED}systemctl stop amazon-cloudwatch-agent\nmv {_UNIT} {_UNIT}.gone; systemctl daemon-reload",
        f"mv {_UNIT}.gone {_UNIT}; systemctl daemon-reload",
    ),
    "unit-refused": Fault(
        "a drop-in of the CloudWatch agent's unit makes every start fail",
        {},
        "unit-refused",
        Owner.SERVER,
        ExitCode.FAILED,
        f"mkdir -p {_CLOUDWATCH_DROP_INS}\n"
        f"printf '[Service]\\nExecStartPre=/bin/false\\n' > {_CLOUDWATCH_DROP_INS}/pre.conf",
        f"rm {_CLOUDWATCH_DROP_INS}/pre.conf; systemctl daemon-reload; systemctl restart amazon-cloudwatch-agent",
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
        "systemctl restart amazon-ssm-agent",
    ),
    "cloudwatch-agent-dies": Fault(
        "the CloudWatch agent's program ends with words that nobody has met before",
        {},
        "cloudwatch-agent-dies",
        Owner.SETTINGS,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}{_program(_CLOUDWATCH_AGENT, 'echo strange words; exit 1')}systemctl restart amazon-cloudwatch-agent",
        f"{_program_again(_CLOUDWATCH_AGENT)}systemctl restart amazon-cloudwatch-agent",
    ),
}
