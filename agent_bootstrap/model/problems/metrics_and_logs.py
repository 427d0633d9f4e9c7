"""What the CloudWatch agent complains of while it runs, or before it gives up."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_LOG = "/opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log"

_RESTART = "systemctl restart amazon-cloudwatch-agent"

_QUIET = f"{_RESTART}; sleep 180; tail -20 {_LOG} | grep -c ' E! '  # prints 0"

_RUNS = "agent-bootstrap bootstrap  # says that the CloudWatch agent runs"

_JSON = "the JSON that `cloudwatch_agent.configuration` names"

ACCESS_DENIED = ProblemKind(
    code="cloudwatch-access-denied",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS denies the CloudWatch agent {action}",
    remedy="Allow {action} in the IAM role of the activation (CloudWatchAgentServerPolicy has it), or for the user whose keys are in the"
    " settings, and in the policy of the VPC endpoint.",
    cause="Registration needs AmazonSSMManagedInstanceCore only, so CloudWatchAgentServerPolicy is easily forgotten on the activation's"
    " role; or the policy of the VPC endpoint does not list the action. Metrics that were refused are lost.",
    seen="The CloudWatch agent's log says AccessDenied for the call, within the last five minutes.",
    verify=_QUIET,
)

KEY_REFUSED = ProblemKind(
    code="cloudwatch-key-refused",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="AWS does not accept the CloudWatch agent's access key: {error}",
    remedy="Correct access_key_id and secret_access_key in `[cloudwatch_agent.credentials]`, or remove both, so that the agent uses"
    f" the SSM Agent's rotating credentials; run `agent-bootstrap bootstrap`, then type: {_RESTART}",
    cause="The key was deleted or deactivated, belongs to another partition of AWS, or its secret was not copied whole.",
    seen="The CloudWatch agent's log says InvalidClientTokenId, UnrecognizedClientException or SignatureDoesNotMatch for its calls.",
    verify=_QUIET,
)

KEY_EXPIRED = ProblemKind(
    code="cloudwatch-key-expired",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the CloudWatch agent's credentials have expired: {error}",
    remedy="See that the SSM Agent runs and renews them (`ls -l /etc/agent-bootstrap/cloudwatch-agent/credentials` is at most 30 minutes"
    " old); static keys with a session token do not last, so take them out of the settings.",
    cause="The SSM Agent writes new credentials every 30 minutes, and they live for an hour. It has stopped, writes elsewhere, or the"
    " CloudWatch agent reads another file.",
    seen="The CloudWatch agent's log says ExpiredToken for its calls, within the last five minutes; or the file of the credentials was not"
    " rewritten for as long as they live.",
    verify=_QUIET,
)

CREDENTIALS_UNREADABLE = ProblemKind(
    code="cloudwatch-credentials-unreadable",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the CloudWatch agent may not read its credentials in {path}",
    remedy='Set `"run_as_user": "cwagent"` in ' + _JSON + ", or add the user that stands there to the group cwagent"
    " (`usermod -aG cwagent USER`). Where the details name a directory, let others enter it: `chmod o+x DIRECTORY`.",
    cause="The credentials are for root and the group cwagent, and the agent gives up root for the user of its JSON, which is neither; or a"
    " directory above them is closed to that user.",
    seen="The agent's user is asked to read the file, and cannot; or the CloudWatch agent ends after its start with SharedCredsLoad and"
    " `permission denied`.",
    verify=_RUNS,
)

NEEDS_EC2 = ProblemKind(
    code="cloudwatch-needs-ec2",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the CloudWatch agent's configuration asks for what works on EC2 only",
    remedy="Remove `append_dimensions` from the section `metrics` of "
    + _JSON
    + "; below a single plug-in it may stay.",
    cause="`metrics.append_dimensions`, with any value, starts a processor that asks the EC2 metadata service, and the agent ends without"
    " an answer. Configurations copied from EC2 have it.",
    seen="The CloudWatch agent ends after its start with `ec2tagger: Unable to retrieve EC2 Metadata`.",
    verify=_RUNS,
)

USER_MISSING = ProblemKind(
    code="cloudwatch-user-missing",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the CloudWatch agent shall run as {user}, and cannot",
    remedy='Set `"run_as_user": "root"` in ' + _JSON + ".",
    cause="The JSON names a user that does not exist on this server, perhaps one that another server has.",
    seen="The CloudWatch agent ends after its start with `Failed to ChangeUser`.",
    verify=_RUNS,
)

LOG_FILE_UNREADABLE = ProblemKind(
    code="log-file-unreadable",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the CloudWatch agent may not read {path}, so that log is not sent",
    remedy="Give the agent's user the right to read {path} and to enter the directories above it; SELinux and a unit's"
    " CapabilityBoundingSet= can deny it even to root.",
    cause="Logs are often for root or one group only, and the agent runs as another user or with fewer rights than root. The other logs are"
    " sent, so nothing else looks wrong.",
    seen="The CloudWatch agent's log says `Failed to tail file` with `permission denied`, within the last five minutes.",
    verify=_QUIET,
)

EVENTS_LOST = ProblemKind(
    code="log-events-lost",
    owner=Owner.SETTINGS,
    may_pass=True,
    brief="the CloudWatch agent throws log events away: {why}",
    remedy="See that `timestamp_format` and `timezone` in "
    + _JSON
    + " fit the lines of the log, and that this server's clock is right.",
    cause="CloudWatch Logs takes events that are at most 14 days old and at most 2 hours early. A `timestamp_format` that reads the wrong"
    " field of a line, or a wrong time zone, makes events look older or newer than they are.",
    seen="The CloudWatch agent's log says that it discards or drops events, within the last five minutes.",
    verify=_QUIET,
)

LOGS_STUCK = ProblemKind(
    code="cloudwatch-logs-stuck",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the CloudWatch agent has sent nothing of {path} for {minutes} minutes, though it grows",
    remedy=f"Type: {_RESTART} - and look whether it gets on. If it stops again, look with `top` and `journalctl -k` at what holds it up.",
    cause="The agent hangs: it was stopped with a signal, waits for a disk, or its batch is never answered. It runs, and says nothing.",
    seen="The file in /opt/aws/amazon-cloudwatch-agent/logs/state that tells how far AWS has taken {path} is older than the log and behind"
    " it, and stays so for twelve seconds.",
    verify="grep -rc . /opt/aws/amazon-cloudwatch-agent/logs/state; ls -l --time-sort /opt/aws/amazon-cloudwatch-agent/logs/state"
    "  # prints a time of this minute",
)

METRICS_NOT_ARRIVING = ProblemKind(
    code="cloudwatch-metrics-not-arriving",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="the CloudWatch agent runs and does not complain, and CloudWatch has no {metric} of {host} in the namespace {namespace}",
    remedy="Look in CloudWatch for the namespace {namespace}. If the metrics are under another name of this server, set `hostname` in the"
    f" JSON's section `agent`; if there are none, type: {_RESTART}",
    cause="What the agent sends is accepted and not kept, goes to another account than the one that is asked, or the agent hangs.",
    seen="CloudWatch was asked with the agent's own credentials (GetMetricData) for the last quarter of an hour, or for two rounds of"
    " measuring and sending where they take longer, and gave no value.",
    verify="agent-bootstrap plan  # says when the last metric arrived",
)
