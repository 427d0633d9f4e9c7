"""What makes a server that is set up meet a fault now, and which faults it cannot meet, with the reason of each.

Such a server asks for less than one that is not: it downloads nothing and registers nowhere, until somebody makes it.
"""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.sandbox.faults import FAULTS

DOWNLOADED = (
    "object-too-large",
    "download-interrupted",
    "package-truncated",
    "signature-bad",
    "signature-unknown-key",
    "signature-after-expiry",
    "signature-unreadable",
    "signature-policy",
    "package-manager-busy",
    "installation-failed",
    "package-is-web-page",
    "package-is-s3-error",
    "package-incomplete",
    "package-replaced",
    "package-wrong-architecture",
)
"""Met by whoever downloads the SSM Agent's package."""

REGISTERED = (
    "activation-expired",
    "activation-invalid",
    "activation-exhausted",
    "activation-missing",
    "registered-already",
    "registration-failed",
    "registration-uncertain",
    "registration-without-identity",
    "aws-throttles",
    "aws-internal-error",
)
"""Met by whoever registers."""

ASKED = (
    "node-unknown-to-aws",
    "ssm-agent-hibernates",
    "ssmmessages-denied",
    "control-channel-lost",
)
"""Met by an SSM Agent that starts: by itself it asks AWS for this once in half an hour."""

_WITHOUT_KEYS = "rm -r /var/lib/amazon/ssm/runtimeconfig; systemctl restart amazon-ssm-agent"
"""An SSM Agent that starts goes on with the credentials that it has, as long as they live."""

_LOCKED_BY_US = "DPKG_FRONTEND_LOCKED=1"
"""Whoever removes a package may be the one who holds dpkg's lock, as apt does."""

_RESTART_OF_CLOUDWATCH_AGENT = "systemctl daemon-reload; systemctl restart amazon-cloudwatch-agent || true"

MEET: Mapping[str, str] = {
    **dict.fromkeys(DOWNLOADED, f"{_LOCKED_BY_US} dpkg --remove amazon-ssm-agent"),
    "cloudwatch-agent-awaited": "dpkg --purge amazon-cloudwatch-agent",
    **dict.fromkeys(REGISTERED, "rm -rf /var/lib/amazon/ssm/Vault /var/lib/agent-bootstrap/identity-copy"),
    **dict.fromkeys(ASKED, "systemctl restart amazon-ssm-agent"),
    "node-role-denied": _WITHOUT_KEYS,
    "not-kept": "systemctl disable amazon-cloudwatch-agent",
    "unit-refused": _RESTART_OF_CLOUDWATCH_AGENT,
    "unit-user-missing": _RESTART_OF_CLOUDWATCH_AGENT,
    "unit-killed": _RESTART_OF_CLOUDWATCH_AGENT,
    "unit-start-limit": "systemctl daemon-reload; for start in 1 2; do systemctl restart amazon-ssm-agent || true; done",
}
"""Fault -> lines of bash, typed by somebody once it is there."""

NOT_UNDER_A_DAEMON: Mapping[str, str] = {
    "architecture-unsupported": "the processor of a server does not change while it runs",
    "report-without-node": "a server that is set up is a managed node",
}
"""Fault -> why it cannot come and go on a server that is set up."""


def why_not(name: str) -> str:
    """Why a fault is not switched under a daemon; empty if it is."""
    if FAULTS[name].exit_code == ExitCode.SETTINGS:
        return "is a mistake in the settings; the scene `mistakes` plays it"
    if FAULTS[name].code is None:
        return "is no fault that anybody is told of"
    return NOT_UNDER_A_DAEMON.get(name, "")
