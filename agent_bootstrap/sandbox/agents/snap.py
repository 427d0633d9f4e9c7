"""The SSM Agent as a snap, as Ubuntu's images bring it: the same stand-in in the snap's places, and a `snap` that lists it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from agent_bootstrap.sandbox.agents.package_tree import Interpreter, Member, Package, program, this_interpreter, unfold
from agent_bootstrap.sandbox.agents.ssm_agent import VERSION

UNIT = "snap.amazon-ssm-agent.amazon-ssm-agent.service"

_MODULES = "agent_bootstrap.sandbox.agents.ssm_agent"
_REVISION = "/snap/amazon-ssm-agent/9881"

_COMMAND = f"""\
#!/bin/sh
# Stand-in of snap, made by the sandbox of agent-bootstrap: it knows one snap.
if [ "$1" = list ] && [ -e /snap/amazon-ssm-agent/current ]; then
    echo 'Name              Version     Rev   Tracking       Publisher  Notes'
    echo 'amazon-ssm-agent  {VERSION}  9881  latest/stable  aws**      classic'
    exit 0
fi
echo 'error: no matching snaps installed' >&2
exit 1
"""

_UNIT = f"""\
[Unit]
Description=Service for snap application amazon-ssm-agent.amazon-ssm-agent (stand-in of the agent-bootstrap sandbox)
After=network-online.target
Wants=network-online.target

[Service]
Type=simple
ExecStart={_REVISION}/amazon-ssm-agent
KillMode=process
Restart=always
RestartSec=90

[Install]
WantedBy=multi-user.target
"""


def describe(interpreter: Interpreter) -> Package:
    """What snapd would have laid out. `/snap/bin` has no program of this snap: it offers none to users."""
    return Package(
        name="amazon-ssm-agent",
        version=VERSION,
        summary="Stand-in for the SSM Agent, made by the sandbox of agent-bootstrap. Not Amazon's.",
        user="",
        members={
            f"{_REVISION}/amazon-ssm-agent": program(interpreter, f"{_MODULES}.command_line"),
            f"{_REVISION}/ssm-agent-worker": program(interpreter, f"{_MODULES}.worker"),
            f"{_REVISION}/ssm-cli": program(interpreter, f"{_MODULES}.ssm_cli"),
            f"/etc/systemd/system/{UNIT}": Member(_UNIT.encode()),
            "/usr/bin/snap": Member(_COMMAND.encode(), 0o755),
        },
        links={"/snap/amazon-ssm-agent/current": _REVISION},
        directories=("/etc/amazon/ssm", "/var/lib/amazon/ssm"),
        configuration=(),
        scripts={},
    )


def main() -> None:
    """Install it on the sandbox's server, as snapd does: enabled, and started before anybody could register it."""
    with tempfile.TemporaryDirectory(prefix="agent-bootstrap-snap-") as directory:
        unfold(describe(this_interpreter()), Path(directory))
        subprocess.run(["cp", "--archive", "--no-preserve=ownership", f"{directory}/.", "/"], check=True)
    for verb in ("daemon-reload", "enable", "start"):
        subprocess.run(["systemctl", verb, *([] if verb == "daemon-reload" else [UNIT])], check=True)


if __name__ == "__main__":
    main()
