"""What can be wrong with the registration."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_REGISTERED = "agent-bootstrap bootstrap  # says that this server is a managed node, and its ID, which begins with mi-"

ACTIVATION_MISSING = ProblemKind(
    code="activation-missing",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="the settings have no activation {missing}",
    remedy="Give it with {flag}, or in a file of /etc/agent-bootstrap/conf.d; `aws ssm create-activation` makes a new activation.",
    cause="A server registers once, with an activation of the AWS account. The settings hold no activation, or half of one.",
    seen="The SSM Agent's Vault holds no identity, and the settings have no ID or no code to register with.",
    verify="agent-bootstrap config show  # prints activation.id, and activation.code as ***",
)

ACTIVATION_EXPIRED = ProblemKind(
    code="activation-expired",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="the activation {activation} has expired",
    remedy="Create a new activation in Systems Manager (`aws ssm create-activation`; it may live for 30 days at most), and"
    " put its ID and code into the settings.",
    cause="An activation lives for 24 hours unless its expiration date was given, and for 30 days at most. Servers that have registered"
    " with it stay registered.",
    seen="The SSM Agent asks AWS to register this server, and AWS answers ActivationExpired.",
    verify=_REGISTERED,
)

ACTIVATION_INVALID = ProblemKind(
    code="activation-invalid",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS does not accept the activation {activation} with the code given, in {region}",
    remedy="Compare ID, code and Region with what create-activation printed. If the activation was deleted, create a new"
    " one (`aws ssm create-activation`) and put its ID and code into the settings.",
    cause="ID and code do not belong together, were not copied whole, or were made in another Region or account; or the activation was"
    " deleted.",
    seen="The SSM Agent asks AWS to register this server, and AWS answers InvalidActivation; or the agent finds ID or code too short.",
    verify=_REGISTERED,
)

ACTIVATION_EXHAUSTED = ProblemKind(
    code="activation-exhausted",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="the activation {activation} has no registration left",
    remedy="Create a new activation with a registration limit that covers all servers (`aws ssm create-activation`), and"
    " put its ID and code into the settings.",
    cause="An activation registers one server unless a registration limit was given. Each registration counts, also of a server that"
    " was registered anew or has gone since.",
    seen="The SSM Agent asks AWS to register this server, and AWS answers RegistrationLimitExceeded.",
    verify=_REGISTERED,
)

REGISTRATION_FAILED = ProblemKind(
    code="registration-failed",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the SSM Agent could not register this server",
    remedy="Read the agent's own words in the details; the network checks above tell whether it is the line.",
    cause="AWS or something on the way refused the registration with words that this program does not know.",
    seen="`amazon-ssm-agent -register` ends with an error. What the server was before, it is again.",
    verify=_REGISTERED,
)

REGISTRATION_UNCERTAIN = ProblemKind(
    code="registration-uncertain",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="the registration was sent and no answer came, so the activation {activation} may have lost one registration",
    remedy="Look in Fleet Manager for a new node with this server's name, and deregister it if there is one; then type"
    " `agent-bootstrap bootstrap --re-register`, which uses up another registration. Until somebody does, none is tried.",
    cause="The connection broke between the question and AWS's answer, or the agent was killed or replaced. A second try would use up a"
    " second registration and leave a node that nobody owns, so there is none. What the server was before, it is again.",
    seen="`amazon-ssm-agent -register` did not end within 55 s, was killed, ended with words of a request without an answer, or ended well"
    " and left no identity in its Vault; or a run was killed meanwhile, and neither Vault nor log tells how it ended. It is kept in"
    " /var/lib/agent-bootstrap/registration-uncertain.json until a registration succeeds or the settings name another activation.",
    verify=_REGISTERED,
)

REGISTERED_ELSEWHERE = ProblemKind(
    code="registered-elsewhere",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="this server is {node}, registered in {there}, and the settings want {here}",
    remedy="Correct `region`, or run `agent-bootstrap bootstrap --re-register` to give up {node} and register in {here}.",
    cause="The server was registered earlier with another Region, perhaps in an image that it was made from; or the settings are another"
    " site's.",
    seen="The Region in the SSM Agent's Vault is not the one of the settings.",
    verify=_REGISTERED,
)

REGISTERED_ALREADY = ProblemKind(
    code="registered-already",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="AWS says that this server is registered already",
    remedy="Find the node with this server's name in Fleet Manager, deregister it, and run again.",
    cause="AWS knows the key or the fingerprint that the agent registers with from an earlier registration of this server.",
    seen="The SSM Agent asks AWS to register this server, and AWS answers InstanceAlreadyRegistered.",
    verify=_REGISTERED,
)

NODE_CLONED = ProblemKind(
    code="node-cloned",
    owner=Owner.SERVER,
    may_pass=False,
    brief="this machine has the identity of another one: {node} belongs to {hostname}",
    remedy="If this is a copy, type `agent-bootstrap identity reset` and then `agent-bootstrap bootstrap`, which registers it as a node of"
    " its own. If it is the same server on new hardware, type `agent-bootstrap identity keep` instead.",
    cause="The server was cloned, or restored from a backup, after it had been registered. Two servers with one identity take each other's"
    " commands, so the SSM Agent of this one was stopped and disabled. The agent itself does not notice a copy with the same machine-id.",
    seen="At the registration, or at the first look at a healthy node, the product UUID and the addresses of the network cards were noted"
    " in /var/lib/agent-bootstrap/registration.json. The product UUID is another now; or there is none, and all network cards are others.",
    verify="agent-bootstrap identity show  # says that this is the machine that was registered, or that there is no identity",
)
