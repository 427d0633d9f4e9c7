"""Faults of the activation, and of the registration with it."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.hardware import ADDRESS, PRODUCT_UUID

_REGION_IN_VAULT = """\
agent-bootstrap bootstrap
sed -i 's/"region":"[a-z0-9-]*"/"region":"us-east-1"/' /var/lib/amazon/ssm/Vault/Store/RegistrationKey
"""

_KILLED_BEFORE_THE_ANSWER = """\
asked() { grep -c RegisterManagedInstance /run/agent-bootstrap-sandbox/requests.jsonl || true; }
before=$(asked)
(for _ in $(seq 400); do
    [ "$(asked)" = "$before" ] || break; sleep 0.05
done; pkill -KILL -f 'amazon-ssm-agent [-]register') &
"""
"""The agent itself would wait for a minute. The brackets keep pkill from finding this script."""

_OTHER_HARDWARE = """\
agent-bootstrap bootstrap
echo 0badc0de-7e57-4b0c-8a11-000000000001 > /sys/class/dmi/id/product_uuid
echo 02:00:0b:ad:c0:de > /sys/class/net/eth0/address
"""
_ITS_HARDWARE = f"echo {PRODUCT_UUID} > /sys/class/dmi/id/product_uuid; echo {ADDRESS} > /sys/class/net/eth0/address"


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
        _REGION_IN_VAULT.splitlines()[1].replace("us-east-1", "eu-west-1"),
    ),
    "registration-uncertain": Fault(
        "AWS counts the registration, and the SSM Agent is killed before the answer arrives",
        {"unanswered": ["RegisterManagedInstance"]},
        "registration-uncertain",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        _KILLED_BEFORE_THE_ANSWER,
    ),
    "node-cloned": Fault(
        "the server was cloned after it had been registered, with its machine-id",
        {},
        "node-cloned",
        Owner.SERVER,
        ExitCode.STUCK,
        _OTHER_HARDWARE,
        _ITS_HARDWARE,
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
