"""What can be wrong with the agents' own configuration."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

FILE_BROKEN = ProblemKind(
    code="file-broken",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{path} line {line} is not valid {language}: {reason}",
    remedy="Correct that line, or move the file away to have a new one written. It was left as it is.",
    cause="Somebody edited the file by hand and left a typing error. The SSM Agent would ignore the whole file and go to the public"
    " endpoints; to replace it would lose what else stands in it.",
    seen="The file is read as the agent reads it, and the reader stops at that line.",
    verify="agent-bootstrap bootstrap  # no longer names {path}",
)

FILE_ABSENT = ProblemKind(
    code="file-absent",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{path}, which the settings name, does not exist",
    remedy="Put the file there, or take {setting} out of the settings.",
    cause="The settings name a file that was not copied to this server, or its name is mistyped.",
    seen="There is no file of that name.",
    verify="ls -l {path}  # prints the file",
)

CONFIGURATION_REFUSED = ProblemKind(
    code="cloudwatch-configuration-refused",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the CloudWatch agent refuses its configuration",
    remedy="Read its own words in the details, and correct the JSON that `cloudwatch_agent.configuration_file` names.",
    cause="The JSON is well-formed, but the agent's own schema does not allow it, or something in it is missing, such as the Region or"
    " anything to collect.",
    seen="`amazon-cloudwatch-agent-ctl -a fetch-config`, or the agent's own translation at its start, ends with an error.",
    verify="agent-bootstrap bootstrap  # says that the CloudWatch agent is configured",
)

NO_CREDENTIALS = ProblemKind(
    code="cloudwatch-credentials-missing",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="the SSM Agent has not written keys into the profile {profile} of {path}",
    remedy="See that the activation's IAM role exists and trusts ssm.amazonaws.com; the agent's log in the details says what it got.",
    cause="The CloudWatch agent lives on the credentials that AWS gives the managed node and the SSM Agent shares. It has got none yet, or"
    " writes them elsewhere: its configuration's Profile.ShareCreds and ShareProfile decide.",
    seen="The profile {profile} in {path} has no aws_access_key_id or no aws_secret_access_key.",
    verify="grep -c aws_access_key_id {path}  # prints 1 or more",
)
