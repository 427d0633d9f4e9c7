"""What keeps the health of this server from being told where the settings want it told."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_REPORT = "agent-bootstrap report  # ends with `All told`"

DENIED = ProblemKind(
    code="report-denied",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS denies this managed node {action}",
    remedy="Allow {action} in the IAM role of the activation ({policy} has it), and in the policy of the {service} VPC endpoint."
    " AWS's own words in the details say which of the two denies it.",
    cause="The role of the activation lacks the policy, a permissions boundary or service control policy takes it away, or the policy of"
    " the VPC endpoint lists actions and not this one.",
    seen="The call, with the node's own credentials and through the endpoint in use, is answered with an AccessDenied.",
    verify=_REPORT,
)

KEYS_REFUSED = ProblemKind(
    code="report-keys-refused",
    owner=Owner.SERVER,
    may_pass=True,
    brief="AWS does not accept the credentials that it gave this managed node: {error}",
    remedy="See with `agent-bootstrap status` that the SSM Agent is online, and with `timedatectl` that this server's clock is right; the"
    " agent has new credentials within 30 minutes, or at once after `systemctl restart amazon-ssm-agent`.",
    cause="The SSM Agent has stopped renewing them, the file came back from a backup, the activation's role was made anew, or the clock of"
    " this server is off by more than five minutes.",
    seen="{action}, with the credentials that the SSM Agent shares on this server, is answered with this error.",
    verify=_REPORT,
)

UNANSWERED = ProblemKind(
    code="report-unanswered",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{hostname} does not answer {action}",
    remedy="Type `agent-bootstrap check`, which names the cause and its owner; if it finds none, see that nothing on the way looks into"
    " TLS or holds answers back.",
    cause="The line to the VPC endpoint is down, a firewall drops it, the name does not lead there, or somebody else answers in its place.",
    seen="The call, tried again and again for 30 seconds, got no answer, or one that is not AWS's.",
    verify=_REPORT,
)

REFUSED = ProblemKind(
    code="report-refused",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS refuses {action}: {error}",
    remedy="Do what AWS's own words in the details ask for. A node has room for ten custom types of compliance; where AWS does not know it,"
    " `agent-bootstrap status` tells more; where the words complain about the content, report them as a bug.",
    cause="A limit of the account is reached, or AWS has a rule that this program does not know.",
    seen="The call is answered with an error that is none of access, credentials, load, or AWS's own. What was refused is not kept.",
    verify=_REPORT,
)

WITHOUT_NODE = ProblemKind(
    code="report-without-node",
    owner=Owner.SERVER,
    may_pass=True,
    brief="this server is no managed node, so there is nobody whose health AWS could be told",
    remedy="Run `agent-bootstrap bootstrap`, and mend what it names.",
    cause="The server has not registered yet, or its identity was reset. AWS is told with the node's own credentials, under its own ID.",
    seen="The SSM Agent's Vault holds no identity.",
    verify=_REPORT,
)

DIRECTORY_MISSING = ProblemKind(
    code="metrics-directory-missing",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="there is no directory {path} for `reporting.metrics_file`",
    remedy="Correct `reporting.metrics_file`: its directory is the one that node_exporter's flag --collector.textfile.directory names; or"
    " install node_exporter, whose package makes it.",
    cause="node_exporter is not installed yet, or reads another directory. Whatever lay in one that nobody reads would never be seen.",
    seen="The directory above the file is looked for, and is not there.",
    verify="ls -ld {path}  # prints the directory",
)
