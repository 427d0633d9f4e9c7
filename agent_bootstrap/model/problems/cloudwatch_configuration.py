"""What can be wrong with the CloudWatch agent's configuration before it is applied: traps on premises, and a parameter."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_LOOKED_AT = (
    "The JSON is read before it is handed to the agent; all its traps are told at once, the others in the details."
)

_PLAN = "agent-bootstrap plan  # prints no line with this code"


def _trap(code: str, brief: str, remedy: str, cause: str, seen: str, *, warning: bool = False) -> ProblemKind:
    """A trap of the JSON. The place stands in front of its brief."""
    return ProblemKind(
        code=code,
        owner=Owner.SETTINGS,
        may_pass=False,
        brief=brief,
        remedy=remedy,
        cause=cause,
        seen=f"{seen} {_LOOKED_AT}",
        verify=_PLAN,
        warning=warning,
    )


COLLECTD_TYPES_ABSENT = _trap(
    "cloudwatch-collectd-types-absent",
    "collectd is asked for, and there is no {types}",
    "Remove `collectd` from metrics.metrics_collected, or install collectd on this server.",
    "The agent's wizard asks for collectd and its default answer is yes. Without collectd's type definitions the agent does not start.",
    "metrics.metrics_collected has a collectd, and the file that it needs is not there.",
)
REGION_DIFFERS = _trap(
    "cloudwatch-region-differs",
    "it names the Region {other}, and the settings' is {region}",
    "Write {region}, or leave it out; if {other} is right, correct `region` in the settings.",
    "The configuration was copied from servers in another Region. The VPC endpoints that this server reaches serve one Region.",
    "agent.region, or a label of an endpoint_override, is the code of another Region than `region` of the settings.",
)
ENDPOINT_NOT_HTTPS = _trap(
    "cloudwatch-endpoint-not-https",
    '"{value}" does not begin with https://',
    "Write https:// in front of the endpoint's name; AWS's endpoints listen on port 443 alone.",
    "The name was copied from the VPC console, which shows it without a scheme, or http:// was written.",
    "An endpoint_override does not begin with https://.",
)
ENDPOINT_MISPLACED = _trap(
    "cloudwatch-endpoint-misplaced",
    '"{value}" is an endpoint of {other}, and the section {section} sends to {service}',
    "Write the DNS name of the {service} endpoint here, or remove endpoint_override to have the settings' name filled in.",
    "Each section has an endpoint of its own: `metrics` sends to monitoring, `logs` to logs. The two names were exchanged, or one was"
    " written for both.",
    "A label of the name in an endpoint_override is that of another service, and none is that of the section's.",
)
RETENTION_UNKNOWN = _trap(
    "cloudwatch-retention-unknown",
    "CloudWatch Logs cannot keep events for {value} days",
    "Write one of {days}, as a number, or -1 to leave the group as it is.",
    "CloudWatch Logs knows certain numbers of days only. The agent refuses its whole configuration for any other.",
    "A retention_in_days is none of the numbers that PutRetentionPolicy takes.",
)
LOG_GROUP_UNNAMED = _trap(
    "cloudwatch-log-group-unnamed",
    "the entry names no log group, so that the agent makes one up from the file's path",
    "Add log_group_name to the entry, as in /on-premises/syslog.",
    "log_group_name may be left out. Logs then go to a group that nobody looks for, and that the role may not be allowed to make.",
    "An entry of a collect_list has no log_group_name.",
    warning=True,
)
PLACEHOLDER_OF_EC2 = _trap(
    "cloudwatch-placeholder-of-ec2",
    "{placeholder} has no value on premises",
    "Replace it with {{hostname}}, or with a fixed word.",
    "The configuration comes from EC2. On premises the agent fills in `i-UNKNOWN` or `UNKNOWN-ACCOUNT`, or nothing, so that all servers"
    " write into one and the same log stream.",
    "The JSON has a placeholder whose value only EC2's metadata service knows.",
)
KEY_MISSPELLED = _trap(
    "cloudwatch-key-misspelled",
    "{key} is not a key of the agent's; the nearest is {nearest}",
    "Write {nearest}, or remove it.",
    "A typing error. The agent's own schema lets unknown keys pass in most places, and nothing comes of them; in the others it refuses the"
    " whole configuration.",
    "The key is almost one of those that this program knows, and the schema that the installed agent brings along does not have it.",
)
KEY_UNKNOWN = _trap(
    "cloudwatch-key-unknown",
    "{key} is not a key that the installed agent knows",
    "Look the key up in /opt/aws/amazon-cloudwatch-agent/doc/amazon-cloudwatch-agent-schema.json and correct it, or remove it.",
    "The key was made up, stands in the wrong section, or belongs to a newer agent. In the section `agent` and at the top the agent lets it"
    " pass, and nothing comes of it.",
    "Neither this program nor the schema that the installed agent brings along has the key.",
    warning=True,
)
ROLE_WITHOUT_STS = _trap(
    "cloudwatch-role-without-sts",
    "the agent shall assume a role, and sts.{region} has no private address here",
    "Add an interface VPC endpoint for sts with private DNS and forward its name; or remove credentials.role_arn.",
    "To assume a role the agent asks AWS STS, by its regional name; no setting of the agent leads it elsewhere. Without an endpoint for"
    " sts it gets no credentials.",
    "A section has credentials.role_arn, and the name of AWS STS resolves to nothing, or to an address that is not private.",
    warning=True,
)
HOSTNAME_OMITTED = _trap(
    "cloudwatch-hostname-omitted",
    "metrics will not say which server they come from",
    "Remove agent.omit_hostname, unless another dimension tells the servers apart.",
    "Without its dimension `host` the metrics of all servers become one.",
    "agent.omit_hostname is true.",
    warning=True,
)

_PARAMETER = "aws ssm get-parameter --region {region} --name {name}  # prints the parameter, to somebody with the rights of the role"

PARAMETER_ABSENT = ProblemKind(
    code="cloudwatch-parameter-absent",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="Systems Manager has no parameter {name} in {region}",
    remedy="Correct the name in `cloudwatch_agent.configuration`, or create it: it lives in one Region, {region}, and one account.",
    cause="The name is mistyped (it is case-sensitive), or the agent's wizard stored the parameter in another Region or account.",
    seen="ssm:GetParameter, with the CloudWatch agent's own credentials, is answered with ParameterNotFound.",
    verify=_PARAMETER,
)
PARAMETER_DENIED = ProblemKind(
    code="cloudwatch-parameter-denied",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS denies ssm:GetParameter for the parameter {name}",
    remedy="Allow ssm:GetParameter for {name} in the IAM role of the activation and in the policy of the ssm VPC endpoint;"
    " CloudWatchAgentServerPolicy allows names that begin with AmazonCloudWatch- alone.",
    cause="The parameter's name does not begin with AmazonCloudWatch-, CloudWatchAgentServerPolicy is not on the role, or the policy of"
    " the VPC endpoint does not list the action. A SecureString needs kms:Decrypt besides.",
    seen="ssm:GetParameter, with the CloudWatch agent's own credentials, is answered with AccessDeniedException.",
    verify=_PARAMETER,
)
PARAMETER_UNREAD = ProblemKind(
    code="cloudwatch-parameter-unread",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="the parameter {name} cannot be read: {reason}",
    remedy="See that the credentials are accepted, and that the ssm VPC endpoint answers; AWS's own words are in the details.",
    cause="AWS is busy, the credentials have expired and are not renewed yet, or the line broke while the parameter was read.",
    seen="ssm:GetParameter, with the CloudWatch agent's own credentials, has no answer in time, or neither the parameter nor a denial.",
    verify=_PARAMETER,
)
