"""Faults of the agents' units: systemd cannot start them, or something ends them."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault


def _drop_in(unit: str, text: str) -> str:
    directory = f"/etc/systemd/system/{unit}.service.d"
    return f"mkdir -p {directory}\ncat > {directory}/fault.conf <<'END'\n{text}\nEND\n"


def _started(unit: str) -> str:
    """What a person types who has taken the drop-in away."""
    drop_in = f"/etc/systemd/system/{unit}.service.d/fault.conf"
    return f"rm {drop_in}; systemctl daemon-reload; systemctl reset-failed {unit}; systemctl restart {unit}"


def _of_server(description: str, code: str, exit_code: ExitCode, script: str, undone: str) -> Fault:
    return Fault(description, {}, code, Owner.SERVER, exit_code, script, undone)


FAULTS: Mapping[str, Fault] = {
    "unit-program-unusable": _of_server(
        "the SSM Agent's program has lost its permission to be executed",
        "unit-program-unusable",
        ExitCode.STUCK,
        "agent-bootstrap bootstrap\nchmod -x /usr/bin/amazon-ssm-agent; systemctl restart amazon-ssm-agent",
        "chmod +x /usr/bin/amazon-ssm-agent; systemctl restart amazon-ssm-agent",
    ),
    "unit-user-missing": _of_server(
        "a drop-in of the CloudWatch agent's unit names a user that is not there",
        "unit-user-missing",
        ExitCode.STUCK,
        _drop_in("amazon-cloudwatch-agent", "[Service]\nUser=not-here"),
        _started("amazon-cloudwatch-agent"),
    ),
    "unit-start-limit": _of_server(
        "systemd may start the SSM Agent once an hour, and its package has started it",
        "unit-start-limit",
        ExitCode.STUCK,
        _drop_in("amazon-ssm-agent", "[Unit]\nStartLimitIntervalSec=1h\nStartLimitBurst=1"),
        _started("amazon-ssm-agent"),
    ),
    "unit-killed": _of_server(
        "something kills the CloudWatch agent whenever it starts",
        "unit-killed",
        ExitCode.FAILED,
        _drop_in(
            "amazon-cloudwatch-agent",
            "[Service]\nExecStart=\nExecStart=/usr/bin/env python3 -c 'import os; os.kill(os.getpid(), 9)'",
        ),
        _started("amazon-cloudwatch-agent"),
    ),
}
