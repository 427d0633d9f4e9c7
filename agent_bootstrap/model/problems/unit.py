"""What can be wrong with services."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_UP = "systemctl show {unit} --property=ActiveState,Result  # prints ActiveState=active and Result=success"

REFUSED = ProblemKind(
    code="unit-refused",
    owner=Owner.SERVER,
    may_pass=True,
    brief="systemd could not {verb} {unit}",
    remedy="Read `systemctl status {unit}` and `journalctl -u {unit}`, and mend what they name.",
    cause="The unit or one of its drop-ins asks for something that fails before the agent begins to run: a command in ExecStartPre=, a"
    " dependency, a limit.",
    seen="`systemctl {verb} {unit}` ends with an error; its words are in the details.",
    verify=_UP,
)

MISSING = ProblemKind(
    code="unit-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the package of {unit} is installed but its service is not",
    remedy="Install the package again: its unit file was removed, or it was installed where systemd did not run.",
    cause="Somebody removed or masked the unit, or the package was installed into an image in a container, where its scripts do nothing.",
    seen="dpkg or rpm has the package, and `systemctl show {unit}` does not say LoadState=loaded.",
    verify="systemctl show {unit} --property=LoadState  # prints LoadState=loaded",
)

PROGRAM_UNUSABLE = ProblemKind(
    code="unit-program-unusable",
    owner=Owner.SERVER,
    may_pass=False,
    brief="systemd cannot run the program of {unit}",
    remedy="Install the agent's package again; if its program is there, see that it is executable, that its file system is not mounted"
    " with noexec, and that SELinux or fapolicyd let it run.",
    cause="The program was removed, lost its permission to be executed, or a security policy of this server forbids it.",
    seen="`systemctl show {unit}` says ExecMainStatus=203, which is systemd's word for EXEC.",
    verify=_UP,
)

USER_MISSING = ProblemKind(
    code="unit-user-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{unit} shall run as a user that this server does not have",
    remedy="Remove User= and Group= from the drop-ins of {unit} (`systemctl cat {unit}` shows them), or create that user.",
    cause="A drop-in, perhaps written by hardening or configuration management, gives the agent another user."
    " Both agents must start as root.",
    seen="`systemctl show {unit}` says ExecMainStatus=217, which is systemd's word for USER.",
    verify=_UP,
)

START_LIMIT = ProblemKind(
    code="unit-start-limit",
    owner=Owner.SERVER,
    may_pass=False,
    brief="systemd starts {unit} no more: it was started too often",
    remedy="Look in `journalctl -u {unit}` why it ended each time, mend that, and type: systemctl reset-failed {unit}",
    cause="The service ended and was started again more often than StartLimitBurst= allows within StartLimitIntervalSec=.",
    seen="systemd refuses to start {unit} and says that it was attempted too often, or its Result is start-limit-hit.",
    verify=_UP,
)

KILLED = ProblemKind(
    code="unit-killed",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{unit} was killed",
    remedy="Look with `journalctl -k` for `Out of memory`: give the server memory, or raise MemoryMax= of {unit}. If there is none, find"
    " who kills it: a watchdog, an endpoint protection, a colleague.",
    cause="The kernel kills a process when memory runs out, in the whole server or within the limit of the unit. Somebody's `kill -9` looks"
    " the same.",
    seen="`systemctl show {unit}` says Result=oom-kill, or Result=signal with ExecMainStatus=9.",
    verify=_UP,
)

SSM_AGENT_NOT_ONLINE = ProblemKind(
    code="ssm-agent-not-online",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the SSM Agent is not online: it {what}",
    remedy="Read the last lines of /var/log/amazon/ssm/amazon-ssm-agent.log in the details; they name what it waits for.",
    cause="The agent's service runs or ended, and none of the lines that it wrote since its start is known to this program.",
    seen="Behind systemd's state, the agent's worker process and unexpired credentials from AWS are looked for; one of them is missing.",
    verify="pgrep -x ssm-agent-worke && agent-bootstrap bootstrap  # prints a number, and says that the SSM Agent is online",
)

CLOUDWATCH_AGENT_DIES = ProblemKind(
    code="cloudwatch-agent-dies",
    owner=Owner.SETTINGS,
    may_pass=True,
    brief="the CloudWatch agent does not stay up after its start",
    remedy="Read the agent's last lines in the details; mostly its JSON configuration asks for something that this server does not have.",
    cause="systemd calls a start successful as soon as the process exists. This one ended within seconds, and none of the lines that it"
    " wrote is known to this program.",
    seen="After `systemctl restart`, the agent's own process is waited for; it ends before it has lived for three seconds. Or systemd has"
    " started it again by itself (NRestarts) since it was started: less than 70 s ago, or twice or more and less than ten minutes ago.",
    verify="systemctl show amazon-cloudwatch-agent --property=ActiveState,NRestarts  # prints active, and the same number a minute later",
)

CLOUDWATCH_AGENT_MODE = ProblemKind(
    code="cloudwatch-agent-mode",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="the CloudWatch agent believes that it runs in mode {mode}, not on premises",
    remedy="Find what answers on 169.254.169.254 in this network and stop it: the agent takes it for EC2 at every start.",
    cause="The agent looks anew at every start where it runs, and forgets what its control script was told. A metadata service of a lab, a"
    " cloud or a proxy makes it look for EC2's credentials.",
    seen="The agent's own YAML or TOML, which it writes at every start, names the mode.",
    verify="systemctl restart amazon-cloudwatch-agent; sleep 5;"
    " grep -m1 mode: /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.yaml  # prints onPrem",
)

CLOUDWATCH_AGENT_USER = ProblemKind(
    code="cloudwatch-agent-user",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the CloudWatch agent runs as {user}, not as {wanted}",
    remedy="Remove ExecStart= and User= from the drop-ins of {unit} (`systemctl cat {unit}` shows them), then type:"
    " systemctl restart {unit}",
    cause="The agent is started past its own starter, which makes it the user of its JSON configuration.",
    seen="The owner of the agent's main process is compared with `run_as_user` of the configuration that the agent took over.",
    verify="ps -o user= -C amazon-cloudwatch-agent  # prints {wanted}",
)
