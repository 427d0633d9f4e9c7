"""From the error that AWS answers a report with to what it means."""

from __future__ import annotations

from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import agents, reporting
from agent_bootstrap.model.value_object import value_object

_DENIED = ("AccessDenied", "UnauthorizedOperation")

_KEYS = (
    "ExpiredToken", "IncompleteSignature", "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSignature",
    "MissingAuthenticationToken", "RequestExpired", "SignatureDoesNotMatch", "UnrecognizedClient",
)  # fmt: skip
"""How errors about credentials begin; some protocols of AWS add `Exception`, others do not (Common Errors, API references)."""

_BUSY = ("LimitExceeded", "RequestLimitExceeded", "RequestThrottled", "Throttl", "TooManyRequests")

_POLICIES = {
    "cloudwatch:PutMetricData": "CloudWatchAgentServerPolicy",
    "ssm:PutComplianceItems": "AmazonSSMManagedInstanceCore",
}
"""AWS's managed policies that have the actions (AWS Managed Policy Reference Guide)."""

_SERVICES = {"cloudwatch": "monitoring"}
"""The endpoint's word for a service, where it is not IAM's."""


@value_object
class Refusal:
    """An answer of AWS's that is an error."""

    action: str
    """In IAM's words: `ssm:PutComplianceItems`."""
    code: str
    status: int
    """Of HTTP."""
    words: str


def problem(refusal: Refusal) -> Problem:
    """What it means."""
    action, code, words = refusal.action, refusal.code, refusal.words
    if code.startswith(_DENIED):
        service = action.partition(":")[0]
        return reporting.DENIED.found(
            words, action=action, policy=_POLICIES[action], service=_SERVICES.get(service, service)
        )
    if code.startswith(_KEYS):
        return reporting.KEYS_REFUSED.found(words, error=code, action=action)
    if code.startswith(_BUSY):
        return agents.THROTTLED.found(words, error=code)
    if refusal.status >= 500:
        return agents.INTERNAL_ERROR.found(words, error=code)
    return reporting.REFUSED.found(words, error=code, action=action)


def passes_soon(found: Problem) -> bool:
    """Whether it is worth to ask again within seconds."""
    return found.code in (agents.THROTTLED.code, agents.INTERNAL_ERROR.code, reporting.UNANSWERED.code)
