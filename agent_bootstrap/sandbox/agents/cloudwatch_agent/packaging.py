"""What the package amazon-cloudwatch-agent holds, for Debian and for RPM systems alike."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.sandbox.agents.cloudwatch_agent import VERSION, json_schema, paths
from agent_bootstrap.sandbox.agents.package_tree import (
    Interpreter,
    Member,
    Package,
    data,
    program,
    scripts,
    shell_program,
)

_HERE = Path(__file__).parent / "package"
_MODULES = "agent_bootstrap.sandbox.agents.cloudwatch_agent"
_CONTROL = f"{paths.BIN}/amazon-cloudwatch-agent-ctl"


def describe(interpreter: Interpreter, _family: str) -> Package:
    """The package; its programs run under the interpreter."""
    return Package(
        name="amazon-cloudwatch-agent",
        version=VERSION,
        summary="Stand-in for the CloudWatch agent, made by the sandbox of agent-bootstrap. Not Amazon's.",
        user="CloudWatch Agent stand-in of the agent-bootstrap sandbox <cloudwatch-signer@sandbox.invalid>",
        members={
            f"{paths.BIN}/amazon-cloudwatch-agent": program(interpreter, f"{_MODULES}.agent"),
            f"{paths.BIN}/start-amazon-cloudwatch-agent": program(interpreter, f"{_MODULES}.starter"),
            f"{paths.BIN}/config-downloader": program(interpreter, f"{_MODULES}.downloader"),
            f"{paths.BIN}/config-translator": program(interpreter, f"{_MODULES}.translator"),
            _CONTROL: shell_program(_HERE / "amazon-cloudwatch-agent-ctl"),
            f"{paths.BIN}/CWAGENT_VERSION": Member(f"{VERSION}\n".encode()),
            paths.SCHEMA: Member(json_schema.text().encode()),
            paths.COMMON_CONFIG: data(_HERE / "common-config.toml"),
            "/etc/systemd/system/amazon-cloudwatch-agent.service": data(_HERE / "amazon-cloudwatch-agent.service"),
        },
        links={
            "/usr/bin/amazon-cloudwatch-agent-ctl": _CONTROL,
            "/etc/amazon/amazon-cloudwatch-agent": paths.ETC,
            "/var/log/amazon/amazon-cloudwatch-agent": paths.LOGS,
        },
        directories=(paths.JSON_DIRECTORY, paths.LOGS, paths.STATE, paths.VAR),
        configuration=(paths.COMMON_CONFIG,),
        scripts=scripts(_HERE),
    )
