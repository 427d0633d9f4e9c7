"""What can be wrong with the agents' own configuration."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

FILE_BROKEN = ProblemKind(
    code="file-broken",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{path} line {line} is not valid {language}: {reason}",
    remedy="Correct that line, or move the file away to have a new one written. It was left as it is.",
)

FILE_ABSENT = ProblemKind(
    code="file-absent",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{path}, which the settings name, does not exist",
    remedy="Put the file there, or take {setting} out of the settings.",
)

CONFIGURATION_REFUSED = ProblemKind(
    code="cloudwatch-configuration-refused",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the CloudWatch agent refuses its configuration",
    remedy="Read its own words in the details, and correct the JSON that `cloudwatch_agent.configuration_file` names.",
)

NO_CREDENTIALS = ProblemKind(
    code="cloudwatch-credentials-missing",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="the SSM Agent has not written keys into the profile {profile} of {path}",
    remedy="See that the activation's IAM role exists and trusts ssm.amazonaws.com; the agent's log in the details says what it got.",
)
