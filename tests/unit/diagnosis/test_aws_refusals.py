"""What an error of AWS's means to a report."""

from __future__ import annotations

import pytest

from agent_bootstrap.diagnosis import aws_refusals
from agent_bootstrap.diagnosis.aws_refusals import Refusal

METRICS, COMPLIANCE = "cloudwatch:PutMetricData", "ssm:PutComplianceItems"


@pytest.mark.parametrize(
    ("code", "status", "means", "soon"),
    [
        ("AccessDenied", 403, "report-denied", False),
        ("AccessDeniedException", 400, "report-denied", False),
        ("ExpiredToken", 403, "report-keys-refused", False),
        ("ExpiredTokenException", 400, "report-keys-refused", False),
        ("InvalidClientTokenId", 403, "report-keys-refused", False),
        ("UnrecognizedClientException", 400, "report-keys-refused", False),
        ("SignatureDoesNotMatch", 403, "report-keys-refused", False),
        ("InvalidSignatureException", 400, "report-keys-refused", False),
        ("Throttling", 400, "aws-throttles", True),
        ("ThrottlingException", 400, "aws-throttles", True),
        ("LimitExceeded", 400, "aws-throttles", True),
        ("InternalServerError", 500, "aws-internal-error", True),
        ("503", 503, "aws-internal-error", True),
        ("ComplianceTypeCountLimitExceededException", 400, "report-refused", False),
        ("ValidationException", 400, "report-refused", False),
        ("", 404, "report-refused", False),
    ],
)
def test_an_error_means_one_thing(code: str, status: int, means: str, soon: bool) -> None:
    found = aws_refusals.problem(Refusal(COMPLIANCE, code, status, "AWS's words"))
    assert (found.code, found.details, aws_refusals.passes_soon(found)) == (means, "AWS's words", soon)


@pytest.mark.parametrize(
    ("action", "policy", "endpoint"),
    [(METRICS, "CloudWatchAgentServerPolicy", "monitoring"), (COMPLIANCE, "AmazonSSMManagedInstanceCore", "ssm")],
)
def test_who_is_denied_is_told_which_policy_has_the_action(action: str, policy: str, endpoint: str) -> None:
    remedy = aws_refusals.problem(Refusal(action, "AccessDenied", 403, "")).remedy
    assert f"Allow {action} in the IAM role of the activation ({policy} has it)" in remedy
    assert f"the {endpoint} VPC endpoint" in remedy
