"""Where the CloudWatch agent's files are."""

from __future__ import annotations

HOME = "/opt/aws/amazon-cloudwatch-agent"
BIN = f"{HOME}/bin"
ETC = f"{HOME}/etc"
LOGS = f"{HOME}/logs"
VAR = f"{HOME}/var"

JSON = f"{ETC}/amazon-cloudwatch-agent.json"
JSON_DIRECTORY = f"{ETC}/amazon-cloudwatch-agent.d"
TOML = f"{ETC}/amazon-cloudwatch-agent.toml"
YAML = f"{ETC}/amazon-cloudwatch-agent.yaml"
SCHEMA = f"{HOME}/doc/amazon-cloudwatch-agent-schema.json"
COMMON_CONFIG = f"{ETC}/common-config.toml"
ENV_CONFIG = f"{ETC}/env-config.json"
LOG_CONFIG = f"{ETC}/log-config.json"
LOG = f"{LOGS}/amazon-cloudwatch-agent.log"
STATE = f"{LOGS}/state"
PID = f"{VAR}/amazon-cloudwatch-agent.pid"
