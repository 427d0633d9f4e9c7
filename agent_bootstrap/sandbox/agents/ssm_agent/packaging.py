"""What the package amazon-ssm-agent holds, for Debian and for RPM systems."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.sandbox.agents.package_tree import Interpreter, Package, data, program, scripts
from agent_bootstrap.sandbox.agents.ssm_agent import VERSION

_HERE = Path(__file__).parent / "package"
_MODULES = "agent_bootstrap.sandbox.agents.ssm_agent"

_UNIT_DIRECTORIES = {"deb": "/lib/systemd/system", "rpm": "/etc/systemd/system"}
"""Where each family's real package puts the unit."""


def describe(interpreter: Interpreter, family: str) -> Package:
    """The package for `deb` or `rpm`; its programs run under the interpreter."""
    unit = f"{_UNIT_DIRECTORIES[family]}/amazon-ssm-agent.service"
    return Package(
        name="amazon-ssm-agent",
        version=VERSION,
        summary="Stand-in for the SSM Agent, made by the sandbox of agent-bootstrap. Not Amazon's.",
        user="SSM Agent stand-in of the agent-bootstrap sandbox <ssm-agent-signer@sandbox.invalid>",
        members={
            "/usr/bin/amazon-ssm-agent": program(interpreter, f"{_MODULES}.command_line"),
            "/usr/bin/ssm-agent-worker": program(interpreter, f"{_MODULES}.worker"),
            "/usr/bin/ssm-cli": program(interpreter, f"{_MODULES}.ssm_cli"),
            unit: data(_HERE / "amazon-ssm-agent.service"),
            "/etc/amazon/ssm/amazon-ssm-agent.json.template": data(_HERE / "amazon-ssm-agent.json.template"),
        },
        links={},
        directories=("/var/lib/amazon/ssm",),
        configuration=(unit,),
        scripts=scripts(_HERE),
    )
