"""What an installed CloudWatch agent looks like: its names and files, and what they say.

Learned from its source (aws/amazon-cloudwatch-agent) and by running its control script.
"""

from __future__ import annotations

import re
from typing import Optional

UNIT = "amazon-cloudwatch-agent.service"
PROGRAM = "amazon-cloudwatch-agent"

HOME = "/opt/aws/amazon-cloudwatch-agent"
CONTROL = f"{HOME}/bin/amazon-cloudwatch-agent-ctl"
COMMON_CONFIGURATION = f"{HOME}/etc/common-config.toml"
WRITTEN = "/var/lib/agent-bootstrap/common-config.json"
"""What we wrote into COMMON_CONFIGURATION: so a key that the settings want no more can be told from somebody else's."""

APPLIED = f"{HOME}/etc/amazon-cloudwatch-agent.d"
TOML = f"{HOME}/etc/amazon-cloudwatch-agent.toml"
YAML = f"{HOME}/etc/amazon-cloudwatch-agent.yaml"
LOG = f"{HOME}/logs/amazon-cloudwatch-agent.log"
STATE = f"{HOME}/logs/state"
"""One file per log that is followed: how far AWS has taken it."""
SCHEMA = f"{HOME}/doc/amazon-cloudwatch-agent-schema.json"

USER = "cwagent"
"""The user, with a group of that name, that the package makes and that the agent runs as unless a person's own JSON names another."""

PROFILE = "AmazonCloudWatchAgent"
"""The profile that the agent takes on premises unless it is told otherwise."""
CREDENTIALS_DIRECTORY = "/etc/agent-bootstrap/cloudwatch-agent"
"""Readable by the agent's group. /root/.aws would not do: an agent that gave up root cannot enter /root."""
CREDENTIALS = f"{CREDENTIALS_DIRECTORY}/credentials"
REGION_FILE = f"{CREDENTIALS_DIRECTORY}/config"
"""The agent finds the profile's Region in the file of this name beside the credentials (its SDKRegionWithCredsMap). So each of the
two files has one writer."""
FORMER_CREDENTIALS = "/root/.aws/credentials"
"""Where the agent looks unless it is told otherwise, and where people put static keys for it by hand."""

ON_PREMISES = ("onPremise", "onPrem")
"""`onPremise` is what the control script was told, `onPrem` what the service's own detection writes. Both are right."""


def applied_name(master: str) -> str:
    """The file under APPLIED that `fetch-config -c file:MASTER` writes: scheme, underscore, base name."""
    return f"{APPLIED}/file_{master.rsplit('/', 1)[-1]}"


def mode(yaml: Optional[str], toml: Optional[str]) -> Optional[str]:
    """The mode in which the agent last translated its configuration; None if neither file says it.

    The YAML's entitystore has it where metrics are collected, the TOML's log output where logs are.
    """
    found = re.search(r"^\s*entitystore:\s*\n(?:\s+.*\n)*?\s+mode:\s*\"?(\w+)", yaml or "", re.MULTILINE)
    found = found or re.search(r'^\s*mode\s*=\s*"(\w+)"', toml or "", re.MULTILINE)
    return {"OP": "onPrem", "EC2": "ec2"}.get(found.group(1), found.group(1)) if found else None
