"""What can be wrong with objects in S3."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_GIVEN = "curl -sS -o /dev/null -w '%{http_code}\\n' {url}  # prints 200"

ACCESS_DENIED = ProblemKind(
    code="s3-access-denied",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="S3 denies access to the bucket {bucket}",
    remedy="Allow s3:GetObject on arn:aws:s3:::{bucket}/* for everybody in the policy of the S3 VPC endpoint:"
    " the bucket belongs to AWS, so conditions on your own account or organization shut it out.",
    cause="The agents' packages lie in buckets that belong to AWS and are open to everybody, so they are asked for without"
    " credentials. All that can deny them is the policy of the S3 VPC endpoint: one that lists buckets and forgets this"
    " one (amazoncloudwatch-agent-REGION stands in none of AWS's lists for Systems Manager), or one that demands your own"
    " account or organization of the caller or of the bucket.",
    seen="The program asked S3 for the head of an object of this bucket, as anybody may, and S3 answered 403 with the code"
    " AccessDenied in its own XML.",
    verify=_GIVEN,
)

NO_SUCH_OBJECT = ProblemKind(
    code="s3-no-such-object",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="S3 has no object {key} in {bucket}",
    remedy="Correct the version in the settings, and see that the Region is the one of the VPC endpoints.",
    cause="The settings name a version that AWS never published, or that has not reached this Region yet: Regions lag"
    " behind one another by days.",
    seen="The bucket answered, and said 404 with the code NoSuchKey for this one object.",
    verify=_GIVEN + ", with the key of the version that you chose",
)

NO_SUCH_BUCKET = ProblemKind(
    code="s3-no-such-bucket",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="S3 has no bucket {bucket}",
    remedy="Correct `region`; if it is right, AWS does not keep this agent's packages in it: install the agent by hand.",
    cause="AWS keeps one bucket for each agent in each Region, named after the Region. A Region that does not exist, or"
    " one that is new, has none.",
    seen="S3 answered 404 with the code NoSuchBucket, and named the very bucket that it was asked for.",
    verify=_GIVEN,
)

WRONG_REGION = ProblemKind(
    code="s3-wrong-region",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the bucket {bucket} is not in the Region of the S3 endpoint",
    remedy="Correct `region`, or `endpoints.s3`: an interface endpoint serves the buckets of its own Region only.",
    cause="`region` names one Region and the S3 endpoint lies in another: a name in `endpoints.s3` that was copied from"
    " another VPC, or a hosted zone that points to another Region's endpoint.",
    seen="S3 answered with a redirect (PermanentRedirect) or with AuthorizationHeaderMalformed: both name another Region.",
    verify=_GIVEN + ", and no 301",
)

WRONG_STYLE = ProblemKind(
    code="s3-wrong-style",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="S3 takes {taken} for a bucket's name when it is asked for {bucket} as {host}",
    remedy="Write the endpoint's own name, as the VPC console shows it without `*.`, into `endpoints.s3`; or give the"
    " endpoint private DNS and leave `endpoints.s3` out.",
    cause="S3 finds the bucket in the path only under names that it knows as its own. A `vpce-` name needs `bucket.` in front"
    " of it, which this program adds; behind an alias of your own, S3 sees a name that it does not know and takes it for a"
    " bucket.",
    seen="S3 answered NoSuchBucket and named another bucket than it was asked for, or said that the style of the address"
    " is not possible here.",
    verify=_GIVEN,
)

UNAVAILABLE = ProblemKind(
    code="s3-unavailable",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="S3 is too busy to give {key} from {bucket}",
    remedy="Wait: S3 recovers by itself. If it stays, look at the AWS Health Dashboard.",
    cause="S3 slows its clients down when too many ask at once, as when a whole site starts, or has trouble of its own.",
    seen="S3 itself answered with 5xx or SlowDown: the answer carried its request ID. The program asks again until --timeout.",
    verify=_GIVEN,
)

UNEXPECTED_ANSWER = ProblemKind(
    code="s3-unexpected-answer",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{host} does not answer as S3 does when asked for {key} of {bucket}",
    remedy="Look for a proxy or portal on the way, and see that the name points to the S3 endpoint.",
    cause="A proxy, a portal or a firewall answers in the place of S3, often with a page for people. Some let everything"
    " through but files that are to be installed.",
    seen="The answer has neither S3's XML nor its request ID (x-amz-request-id), whatever its status; or it is no version"
    " where a version must stand.",
    verify="curl -sSI {url}  # prints a line that begins with x-amz-request-id",
)

INTERRUPTED = ProblemKind(
    code="download-interrupted",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="the connection to {host} broke off while asking for {key}",
    remedy="Wait for the line to recover; if it stays, look for a device on the way that limits connections.",
    cause="The line dropped for a moment; or a device on the way closes connections once it has seen what is asked for.",
    seen="The endpoint had answered HTTPS just before; then a connection could not be opened, or ended, or nothing"
    " came for 20 s, before S3's answer.",
    verify=_GIVEN + ", five times in a row",
)

TRUNCATED = ProblemKind(
    code="package-truncated",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{key} ends after {done} of {total} bytes, each time",
    remedy="Look for a proxy or firewall on the way that limits the size or the duration of a transfer.",
    cause="A device on the way ends transfers after so many bytes or seconds, or scans large files and gives up.",
    seen="S3, or the mirror, told the size; the transfer broke off, and was taken up where it broke with Range requests, without getting"
    " to the end.",
    verify="curl -sS -o /dev/null -w '%{size_download}\\n' {url}  # prints {total}",
)

TOO_LARGE = ProblemKind(
    code="object-too-large",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="{key} is larger than {limit} bytes",
    remedy="See what lies in the bucket under this name: no agent's package is so large.",
    cause="Something else than AWS's object lies under this name, as in a mirror of the bucket that holds other files.",
    seen="S3's own figure, or what came, is above the limit: 1 GiB for packages, 64 KiB for versions, keys and signatures.",
    verify="curl -sSI {url}  # prints a content-length of at most {limit}",
)
