"""What can be wrong with objects in S3."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

ACCESS_DENIED = ProblemKind(
    code="s3-access-denied",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="S3 denies access to the bucket {bucket}",
    remedy="Allow s3:GetObject on arn:aws:s3:::{bucket}/* for everybody in the policy of the S3 VPC endpoint:"
    " the bucket belongs to AWS, so conditions on your own account or organization shut it out.",
)

NO_SUCH_OBJECT = ProblemKind(
    code="s3-no-such-object",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="S3 has no object {key} in {bucket}",
    remedy="Correct the version in the settings, and see that the Region is the one of the VPC endpoints.",
)

WRONG_REGION = ProblemKind(
    code="s3-wrong-region",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the bucket {bucket} is not in the Region of the S3 endpoint",
    remedy="Correct `region`, or `endpoints.s3`: an interface endpoint serves the buckets of its own Region only.",
)

UNAVAILABLE = ProblemKind(
    code="s3-unavailable",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="S3 is too busy to give {key} from {bucket}",
    remedy="Wait: S3 recovers by itself. If it stays, look at the AWS Health Dashboard.",
)

UNEXPECTED_ANSWER = ProblemKind(
    code="s3-unexpected-answer",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{host} does not answer as S3 does when asked for {key} of {bucket}",
    remedy="Look for a proxy or portal on the way, and see that the name points to the S3 endpoint.",
)

INTERRUPTED = ProblemKind(
    code="download-interrupted",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="the connection to {host} broke off while asking for {key}",
    remedy="Wait for the line to recover; if it stays, look for a device on the way that limits connections.",
)

TRUNCATED = ProblemKind(
    code="package-truncated",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{key} ends after {done} of {total} bytes, each time",
    remedy="Look for a proxy or firewall on the way that limits the size or the duration of a transfer.",
)

TOO_LARGE = ProblemKind(
    code="object-too-large",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="{key} is larger than {limit} bytes",
    remedy="See what lies in the bucket under this name: no agent's package is so large.",
)
