"""What can be wrong with services."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

REFUSED = ProblemKind(
    code="unit-refused",
    owner=Owner.SERVER,
    may_pass=True,
    brief="systemd could not {verb} {unit}",
    remedy="Read `systemctl status {unit}` and `journalctl -u {unit}`, and mend what they name.",
)

MISSING = ProblemKind(
    code="unit-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the package of {unit} is installed but its service is not",
    remedy="Install the package again: its unit file was removed, or it was installed where systemd did not run.",
)

SSM_AGENT_NOT_ONLINE = ProblemKind(
    code="ssm-agent-not-online",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the SSM Agent is not online: it {what}",
    remedy="Read the last lines of /var/log/amazon/ssm/amazon-ssm-agent.log in the details; they name what it waits for.",
)

CLOUDWATCH_AGENT_DIES = ProblemKind(
    code="cloudwatch-agent-dies",
    owner=Owner.SETTINGS,
    may_pass=True,
    brief="the CloudWatch agent does not stay up after its start",
    remedy="Read the agent's last lines in the details; mostly its JSON configuration asks for something that works on EC2 only.",
)

CLOUDWATCH_AGENT_MODE = ProblemKind(
    code="cloudwatch-agent-mode",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="the CloudWatch agent believes that it runs in mode {mode}, not on premises",
    remedy="Find what answers on 169.254.169.254 in this network and stop it: the agent takes it for EC2 at every start.",
)
