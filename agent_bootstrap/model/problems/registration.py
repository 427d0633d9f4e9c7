"""What can be wrong with the registration."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

ACTIVATION_MISSING = ProblemKind(
    code="activation-missing",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the settings have no activation {missing}",
    remedy="Give it with {flag}, or in a file of /etc/agent-bootstrap/conf.d; `aws ssm create-activation` makes a new activation.",
)

ACTIVATION_EXPIRED = ProblemKind(
    code="activation-expired",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="the activation {activation} has expired",
    remedy="Create a new activation in Systems Manager (`aws ssm create-activation`; it may live for 30 days at most), and"
    " put its ID and code into the settings.",
)

ACTIVATION_INVALID = ProblemKind(
    code="activation-invalid",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS does not accept the activation {activation} with the code given, in {region}",
    remedy="Compare ID, code and Region with what create-activation printed. If the activation was deleted, create a new"
    " one (`aws ssm create-activation`) and put its ID and code into the settings.",
)

ACTIVATION_EXHAUSTED = ProblemKind(
    code="activation-exhausted",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="the activation {activation} has no registration left",
    remedy="Create a new activation with a registration limit that covers all servers (`aws ssm create-activation`), and"
    " put its ID and code into the settings.",
)

REGISTRATION_FAILED = ProblemKind(
    code="registration-failed",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the SSM Agent could not register this server",
    remedy="Read the agent's own words in the details; the network checks above tell whether it is the line.",
)

REGISTRATION_UNCERTAIN = ProblemKind(
    code="registration-uncertain",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="the registration was sent and no answer came, so the activation {activation} may have lost one registration",
    remedy="Look in Fleet Manager for a new node with this server's name and deregister it, then run again.",
)

REGISTERED_ELSEWHERE = ProblemKind(
    code="registered-elsewhere",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="this server is {node}, registered in {there}, and the settings want {here}",
    remedy="Correct `region`, or run `agent-bootstrap bootstrap --re-register` to give up {node} and register in {here}.",
)
