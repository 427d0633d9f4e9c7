"""What the agents complain of: a cause that only they can see, since it shows between them and AWS."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_THEN_RESTART = "; then type `systemctl restart amazon-ssm-agent`, which otherwise sleeps for up to 30 minutes"

_SSM_LOG = "grep -E 'ERROR|WARN|Credentials ready|opened websocket' /var/log/amazon/ssm/amazon-ssm-agent.log | tail -3"

_READY = (
    f"{_SSM_LOG}  # ends with `Successfully opened websocket connection`, after `systemctl restart amazon-ssm-agent`"
)

NODE_UNKNOWN = ProblemKind(
    code="node-unknown-to-aws",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS no longer knows this server as {node}",
    remedy="Find out who deregistered {node}; to have the server back, create an activation (`aws ssm create-activation`), put it into"
    " the settings, and run `agent-bootstrap bootstrap --re-register`.",
    cause="Somebody deregistered the managed node in Fleet Manager or with `aws ssm deregister-managed-instance`, or a clean-up job did."
    " The server itself is not told; systemd still shows its agent as active.",
    seen="The SSM Agent asks AWS for credentials with the key of its Vault, and its log says InvalidInstanceId.",
    verify=_READY,
)

HARDWARE_CHANGED = ProblemKind(
    code="hardware-changed",
    owner=Owner.SERVER,
    may_pass=False,
    brief="this is not the machine that was registered: its hardware ID has changed",
    remedy="If it is a copy of another server, give it an identity of its own with `agent-bootstrap bootstrap --re-register`. If it is the"
    " server itself, restore /etc/machine-id and /var/lib/amazon/ssm/Vault from a backup, or register it anew in the same way.",
    cause="The virtual machine was cloned, restored elsewhere, or got a new /etc/machine-id. The agent compares the machine with the"
    " fingerprint in its Vault, makes a new fingerprint, and AWS refuses that one for the old node.",
    seen="The SSM Agent's log says that the hardware ID has changed, or MachineFingerprintDoesNotMatch when it asks for credentials.",
    verify=_READY,
)

ROLE_DENIED = ProblemKind(
    code="node-role-denied",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS gives this managed node no credentials: access is denied",
    remedy="See that the IAM role of the activation exists, trusts ssm.amazonaws.com and has AmazonSSMManagedInstanceCore, and that the"
    " policy of the ssm VPC endpoint allows ssm:RequestManagedInstanceRoleToken" + _THEN_RESTART + ".",
    cause="The role that was named when the activation was created was deleted, made anew, or lost its trust policy; or the policy of the"
    " ssm VPC endpoint shuts managed nodes out.",
    seen="The SSM Agent asks AWS for the role's credentials, and its log says AccessDeniedException.",
    verify=_READY,
)

IDENTITY_NOT_FOUND = ProblemKind(
    code="ssm-agent-without-identity",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the SSM Agent does not find its identity in /var/lib/amazon/ssm/Vault",
    remedy="Put /var/lib/amazon/ssm/Vault back whole, with its file Manifest, from a backup; or give the server a new identity with"
    " `agent-bootstrap bootstrap --re-register`.",
    cause="The agent finds its identity through the file Manifest of the Vault. A restore or a clean-up took that file away and left the"
    " rest; or the server was never registered.",
    seen="The SSM Agent ends one second after its start, with exit code 0, and its log says `failed to find agent identity`.",
    verify="ssm-cli get-instance-information  # prints the node's ID, which begins with mi-",
)

HIBERNATES = ProblemKind(
    code="ssm-agent-hibernates",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS refuses the SSM Agent's report of its health, so the agent hibernates",
    remedy="Allow ssm:UpdateInstanceInformation in the role of the activation (AmazonSSMManagedInstanceCore has it) and in the policy of"
    " the ssm VPC endpoint; then type `systemctl restart amazon-ssm-agent`, which otherwise tries again once an hour.",
    cause="The agent's first call with the role's credentials was refused. Until one succeeds it does nothing else, so the node is"
    " offline although its processes run.",
    seen="The SSM Agent has credentials, and its log says `Entering SSM Agent hibernate` and, after it, no word of a control channel.",
    verify=_READY,
)

CHANNEL_DENIED = ProblemKind(
    code="ssmmessages-denied",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS denies the SSM Agent its control channel",
    remedy="Allow ssmmessages:* in the role of the activation (AmazonSSMManagedInstanceCore has it) and in the policy of the ssmmessages"
    " VPC endpoint; then type `systemctl restart amazon-ssm-agent`.",
    cause="The role or the policy of the ssmmessages VPC endpoint lacks ssmmessages:CreateControlChannel. Session Manager cannot reach the"
    " node; commands go through the older ec2messages, if that is reachable.",
    seen="The SSM Agent calls CreateControlChannel, and its log says AccessDeniedException.",
    verify=_READY,
)

CHANNEL_LOST = ProblemKind(
    code="control-channel-lost",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="the SSM Agent's control channel breaks after it was opened",
    remedy="Exempt connections to the ssmmessages endpoint from inspection, and raise the idle timeout of firewalls on the way above 60 s,"
    " since the agent says something every 54 s.",
    cause="A device on the way ends long connections, or does not understand WebSocket. The agent opens the channel again after 5 s, then"
    " after ever longer pauses, up to 40 minutes.",
    seen="The SSM Agent's log says `Reach the retry limit 5 for receive messages`, and after it not that the channel is open again.",
    verify=_READY,
)

THROTTLED = ProblemKind(
    code="aws-throttles",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="AWS says that this account asks too often: {error}",
    remedy="Wait, or start fewer servers at the same time; if it stays, look in CloudTrail who else makes these calls.",
    cause="Many servers of the account registered or reported in the same minute. The limits hold for the account, not for the server.",
    seen="A call of an agent, or of `agent-bootstrap report`, is answered with this error, also when it is tried again.",
    verify="agent-bootstrap bootstrap  # ends with `Converged`",
)

INTERNAL_ERROR = ProblemKind(
    code="aws-internal-error",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="AWS has an error of its own: {error}",
    remedy="Wait: AWS recovers by itself. If it stays, look at the AWS Health Dashboard.",
    cause="A service of AWS failed to do what it was properly asked for.",
    seen="A call of an agent, or of `agent-bootstrap report`, is answered with this error, also when it is tried again.",
    verify="agent-bootstrap bootstrap  # ends with `Converged`",
)

WORKER_DEAD = ProblemKind(
    code="ssm-agent-worker-dead",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the SSM Agent's service is active, and its worker is dead",
    remedy="See that /usr/bin/ssm-agent-worker is executable and that nothing kills it (`journalctl -k`, an endpoint protection); or"
    " install the agent's package again.",
    cause="amazon-ssm-agent only keeps the credentials; ssm-agent-worker does the work. The program of the worker cannot be run, or ends at"
    " once. systemd sees the first process alone and calls the service active; the agent starts a new worker once a minute.",
    seen="The service has a main process and unexpired credentials, and among its children is no ssm-agent-worker.",
    verify="pgrep -x ssm-agent-worke  # prints a number (the kernel cuts the name)",
)

CREDENTIALS_EXPIRED = ProblemKind(
    code="ssm-agent-credentials-expired",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the SSM Agent's credentials expired at {expiry} and it has not renewed them",
    remedy="Type `systemctl restart amazon-ssm-agent`, which asks for new ones at once; if it happens again, look whether this server is"
    " suspended for hours, or its clock jumps.",
    cause="The agent renews the role's credentials when half of their hour is over. A server that slept meanwhile, or an agent that waits"
    " for up to 30 minutes after a failure, is late; until then AWS refuses all that the node says.",
    seen="CredentialsExpiresAt in /var/lib/amazon/ssm/runtimeconfig/identity_config.json lies in the past, and no line of the agent's log"
    " says why.",
    verify="grep -o 'ExpiresAt[^,]*' /var/lib/amazon/ssm/runtimeconfig/identity_config.json  # prints a moment that is to come, in UTC",
)
