"""Faults of proxies: what is set for the agents, and what the site's forward proxy does."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import PROXY, PROXY_PORT

_WHERE = f"{PROXY}:{PROXY_PORT}"

_MEANT = f"""\
mkdir -p /etc/agent-bootstrap/conf.d
printf '[network]\\nproxy = "http://{_WHERE}"\\nno_proxy = ["169.254.169.254"]\\n' > /etc/agent-bootstrap/conf.d/20-proxy.toml
"""


_DROP_INS = "/etc/systemd/system/amazon-ssm-agent.service.d"
_DROP_IN = f"{_DROP_INS}/proxy.conf"


def _for_ssm_agent(*assignments: str) -> str:
    """A script that gives the SSM Agent's unit these variables."""
    lines = "".join(f'Environment="{assignment}"\\n' for assignment in assignments)
    return f"mkdir -p {_DROP_INS}; printf '[Service]\\n{lines}' > {_DROP_IN}\n"


FAULTS: Mapping[str, Fault] = {
    "proxy-for-private-endpoints": Fault(
        "a proxy is set for the SSM Agent, and the endpoints are not excepted",
        {},
        "proxy-for-private-endpoints",
        Owner.SERVER,
        ExitCode.STUCK,
        _for_ssm_agent(f"https_proxy=http://{_WHERE}", "no_proxy=localhost,10.0.0.0/8"),
        f"rm {_DROP_IN}",
    ),
    "proxy-variables-differ": Fault(
        "HTTPS_PROXY and https_proxy of the SSM Agent name two proxies",
        {},
        "proxy-variables-differ",
        Owner.SERVER,
        ExitCode.STUCK,
        _for_ssm_agent(f"HTTPS_PROXY=http://{_WHERE}", "https_proxy=http://10.10.0.91:3128", "no_proxy=.amazonaws.com"),
        f"rm {_DROP_IN}",
    ),
    "proxy-wrong-scheme": Fault(
        "a proxy is meant, and the SSM Agent is told to speak TLS to it, which it does not understand",
        {},
        "proxy-wrong-scheme",
        Owner.SERVER,
        ExitCode.STUCK,
        _MEANT + _for_ssm_agent(f"https_proxy=https://{_WHERE}"),
        f"rm {_DROP_IN}",
    ),
    "proxy-no-connect": Fault(
        "a proxy is meant, and refuses to open connections to AWS",
        {"proxy": "no-connect"},
        "proxy-no-connect",
        Owner.FIREWALL,
        ExitCode.FAILED,
        _MEANT,
    ),
    "proxy-no-websocket": Fault(
        "a proxy is meant, and looks into TLS and refuses WebSockets",
        {"proxy": "no-websocket"},
        "proxy-no-websocket",
        Owner.FIREWALL,
        ExitCode.STUCK,
        _MEANT,
    ),
}
