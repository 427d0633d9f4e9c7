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
    remedy="Read its own words in the details, and correct the JSON that `cloudwatch_agent.configuration` names.",
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
    " writes them elsewhere: its configuration's Profile.ShareCreds and ShareProfile decide, and AWS_SHARED_CREDENTIALS_FILE of its unit.",
    seen="The profile {profile} in {path} lacks aws_access_key_id, aws_secret_access_key or aws_session_token; or the agent notes in"
    " /var/lib/amazon/ssm/runtimeconfig/identity_config.json that it shares them in another file.",
    verify="grep -c aws_access_key_id {path}  # prints 1 or more",
)

KEYS_OF_SOMEBODY = ProblemKind(
    code="cloudwatch-keys-of-somebody",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="somebody gave the CloudWatch agent static keys in the profile {profile} of {path}; the settings want rotating ones",
    remedy="Put the static keys into `[cloudwatch_agent.credentials]` of the settings, or take the profile {profile} out of {path}.",
    cause="The agent was set up by hand with the keys of an IAM user. Without keys in the settings it would from now on use the role of the"
    " activation, which may not allow the same. Nothing was changed.",
    seen="The profile has an aws_access_key_id and no aws_session_token, so its keys are not the SSM Agent's.",
    verify="grep -c {profile} {path}  # prints 0, unless the settings hold the keys",
)
