"""Faults of the activation, and of the registration with it."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_REGION_IN_VAULT = """\
agent-bootstrap bootstrap
sed -i 's/"region":"[a-z0-9-]*"/"region":"us-east-1"/' /var/lib/amazon/ssm/Vault/Store/RegistrationKey
"""


def _refused(description: str, code: str, owner: Owner, exit_code: ExitCode, error: str) -> Fault:
    return Fault(description, {"refusals": {"RegisterManagedInstance": error}}, code, owner, exit_code)


FAULTS: Mapping[str, Fault] = {
    "activation-expired": Fault(
        "the activation has expired",
        {"activation_state": "expired"},
        "activation-expired",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "activation-invalid": Fault(
        "AWS does not know the activation, or its code is wrong",
        {"activation_state": "invalid"},
        "activation-invalid",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "activation-exhausted": Fault(
        "other servers have used up the activation's registrations",
        {"activation_limit": 0},
        "activation-exhausted",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "activation-missing": Fault(
        "the settings have the activation's ID and not its code",
        {},
        "activation-missing",
        Owner.SETTINGS,
        ExitCode.STUCK,
        "sed -i /^code_file/d /etc/agent-bootstrap/agent-bootstrap.toml",
    ),
    "registered-elsewhere": Fault(
        "the server was registered in another Region before",
        {},
        "registered-elsewhere",
        Owner.SETTINGS,
        ExitCode.STUCK,
        _REGION_IN_VAULT,
    ),
    "registered-already": _refused(
        "AWS knows this server's fingerprint from an earlier registration",
        "registered-already",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        "InstanceAlreadyRegistered",
    ),
    "registration-failed": _refused(
        "AWS refuses the registration with an error that nobody has met before",
        "registration-failed",
        Owner.SERVER,
        ExitCode.FAILED,
        "InvalidPublicKey",
    ),
    "aws-throttles": _refused(
        "too many servers of the account register at the same time",
        "aws-throttles",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
        "ThrottlingException",
    ),
    "aws-internal-error": _refused(
        "Systems Manager has an error of its own",
        "aws-internal-error",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
        "InternalServerError",
    ),
}
